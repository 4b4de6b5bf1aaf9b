"""The figures: a fold of the events' tallies, and what is published of it."""
