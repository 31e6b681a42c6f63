"""Mail: composing, sending over SMTP, and keeping it where no server is set up."""
