//! In-memory ports, for tests and for simulations.
