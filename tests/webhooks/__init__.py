"""Subscriptions, deliveries and everything that leaves."""
