"""The page's metrics, and the services that they are fetched from."""
