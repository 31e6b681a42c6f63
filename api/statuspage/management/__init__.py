"""What keys may do with pages, at `/v1` (Statuspage's contract, sections 1 to 6)."""
