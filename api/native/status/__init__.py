"""The status document: everything that a visitor may know, in one answer."""
