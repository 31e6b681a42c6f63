"""What moves in from other systems: a package for each, behind `manage.py import_from SYSTEM`."""
