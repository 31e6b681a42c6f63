"""Incident templates."""
