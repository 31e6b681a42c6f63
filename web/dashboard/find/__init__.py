"""Searching and jumping: whatever has a name, from every screen of a page."""
