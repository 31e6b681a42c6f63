"""Incidents, and the components that they affect."""
