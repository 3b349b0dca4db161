"""Tests on the deployed system: what a person or a schedule does to it, and what comes of that."""
