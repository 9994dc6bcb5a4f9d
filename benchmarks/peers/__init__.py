"""The same site-year with a variable for every hour, in tools that people would use instead."""
