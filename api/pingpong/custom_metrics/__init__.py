"""Custom metrics, which take points from outside."""
