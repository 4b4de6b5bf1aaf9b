"""A complaint in the table, and the one transaction that changes it."""
