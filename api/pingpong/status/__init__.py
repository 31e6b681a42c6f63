"""How the page is as a whole, and what goes on."""
