"""From an empty page to one that watches something and tells people."""
