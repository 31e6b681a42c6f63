"""Services, which are components."""
