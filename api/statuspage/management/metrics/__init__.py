"""Metrics of a page, and the points that they take."""
