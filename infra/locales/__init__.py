"""Makes what the portal's languages need at run time: compiled catalogs, and month names taken from Babel's data."""
