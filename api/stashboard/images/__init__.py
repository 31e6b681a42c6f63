"""The images of statuses: their list and the pictures themselves."""
