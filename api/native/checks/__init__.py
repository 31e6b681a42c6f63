"""Checks and what they found."""
