"""The command `python -m veerkracht`, which is `python -m veerkracht.export`."""

import sys

from veerkracht.command.command import main

if __name__ == "__main__":
    sys.exit(main())
