"""The command `python -m veerkracht.export`: see veerkracht/command/."""

import sys

from veerkracht.command.command import main

if __name__ == "__main__":
    sys.exit(main())
