"""Checks: what is watched, how it does, and setting it up."""
