"""Component groups."""
