"""What Statuspage tells everybody about a page in JSON (its contract, section 7)."""
