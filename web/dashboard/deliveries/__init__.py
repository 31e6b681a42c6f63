"""What was sent, to whom and how it went."""
