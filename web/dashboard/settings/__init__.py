"""The settings of a page."""
