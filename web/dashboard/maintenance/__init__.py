"""Maintenance: listed, scheduled, moved and told on."""
