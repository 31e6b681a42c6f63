"""Component groups as objects of their own."""
