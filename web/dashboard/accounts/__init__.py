"""Signing in: django-allauth's views of accounts, with nobody signing up by themselves."""
