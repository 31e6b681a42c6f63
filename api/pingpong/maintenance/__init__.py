"""Maintenance: planned, running and over."""
