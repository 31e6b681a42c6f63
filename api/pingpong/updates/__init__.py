"""What is said of an incident after its opening."""
