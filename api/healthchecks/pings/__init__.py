"""`/ping/`: what jobs send. Knowing the address is the permission; there is no key and no CSRF token."""
