"""Events, which are status notes."""
