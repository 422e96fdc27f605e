"""Implementations of the ports that behave, for tests: one module a port."""
