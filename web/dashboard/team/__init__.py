"""The people of the organization."""
