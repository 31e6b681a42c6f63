"""Webhooks of machines."""
