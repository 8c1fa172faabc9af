"""The command `python -m veerkracht`, an alias of `python -m veerkracht.export`."""

import sys

from veerkracht.command.command import main

if __name__ == "__main__":
    sys.exit(main())
