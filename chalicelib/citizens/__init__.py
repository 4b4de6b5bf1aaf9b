"""The citizen's side: file, open the tracking space, read, write, judge, withdraw, be reminded of numbers."""
