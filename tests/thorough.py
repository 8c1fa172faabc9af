"""Sets the number of examples of random tests: eight times as many in `make thorough`, which CI runs after all
tests."""

import os

TIMES = 8 if os.environ.get("VEERKRACHT_THOROUGH") == "1" else 1
