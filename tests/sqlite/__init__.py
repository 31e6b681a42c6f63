"""Django's SQLite backend, which leaves what migrations laid down when it is emptied between tests."""
