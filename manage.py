#!/usr/bin/env python
"""Django's command line for Scouting."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scouting.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - a clear line if Django is missing
    except ImportError:
        sys.exit("Django is not installed here. Run `make run`, or activate the virtual environment first.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
