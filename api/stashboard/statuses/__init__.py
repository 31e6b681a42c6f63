"""Statuses, which are status labels, and their levels."""
