"""Checks: the heartbeats of a page."""
