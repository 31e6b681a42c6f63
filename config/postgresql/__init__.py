"""Django's PostgreSQL backend for web requests: nobody waits long for a server that hangs."""
