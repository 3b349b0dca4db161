"""The local stack: Auxo deployed on this machine, as it would be into an account."""
