"""How subscriptions are reached. What opens connections is here and nowhere else in this app."""
