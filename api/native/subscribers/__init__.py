"""Visitors who are told."""
