"""Services that metrics are fetched from."""
