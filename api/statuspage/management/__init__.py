"""The management API of Statuspage, below `/v1/`."""
