"""What the dashboard's templates ask of Python."""
