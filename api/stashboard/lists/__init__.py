"""Service lists, which are component groups."""
