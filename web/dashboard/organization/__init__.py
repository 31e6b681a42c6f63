"""The organization: its name and its pages."""
