"""Metrics: addresses that are asked again and again, which are checks of the kind `http`."""
