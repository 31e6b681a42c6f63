"""All writes of subscriptions and deliveries."""
