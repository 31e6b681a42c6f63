"""Components, and their status alone."""
