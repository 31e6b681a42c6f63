"""Mail that was kept because no mail server is set up."""
