"""The team's alert channels."""
