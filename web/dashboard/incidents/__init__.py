"""Incidents: listed, opened and told on."""
