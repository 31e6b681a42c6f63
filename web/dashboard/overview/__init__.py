"""What is going on with a page right now, on one screen."""
