"""Webhooks of machines, and the alert channels of the team."""
