"""Immutable events, each sealed to the one before it, and what can be wrong with them. Pure: no I/O."""
