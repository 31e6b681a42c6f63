"""Incidents, their timeline and postmortems."""
