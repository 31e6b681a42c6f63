"""Who would be told."""
