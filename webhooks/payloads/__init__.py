"""The bodies that machines receive."""
