"""What badges on other sites ask, without a key of the API."""
