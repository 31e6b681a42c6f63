"""Custom metrics and their points."""
