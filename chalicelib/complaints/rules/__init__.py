"""What may happen to a complaint, by whom, and what it makes of it. Pure: no I/O."""
