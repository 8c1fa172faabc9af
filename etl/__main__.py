"""The entry point of `python -m etl`."""

import sys

from etl.command.command import main

sys.exit(main())
