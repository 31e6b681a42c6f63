"""The visitors who are told: listed, added, changed, removed, imported and exported."""
