"""HTTP deliveries and the guard before them."""
