#!/usr/bin/env python3
"""The command line of Candor."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] in (["worker"], ["smtpd"]):
        os.environ.setdefault("CANDOR_ROLE", sys.argv[1])
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
