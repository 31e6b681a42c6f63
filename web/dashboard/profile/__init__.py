"""What a person does with their own account: name, ways to sign in, sessions."""
