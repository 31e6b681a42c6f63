"""All reads of subscriptions and deliveries."""
