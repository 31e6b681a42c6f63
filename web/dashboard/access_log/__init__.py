"""The requests that were made with API keys."""
