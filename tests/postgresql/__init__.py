"""The product's PostgreSQL backend, emptied in the way that is quick for tests."""
