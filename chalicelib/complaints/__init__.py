"""The aggregate: one request, its rules, its history, and the one way to change it."""
