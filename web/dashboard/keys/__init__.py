"""API keys of the organization: given, changed, given a new secret, revoked."""
