"""How often random tests try: eight times as often in `make thorough`, which CI runs after all tests."""

import os

TIMES = 8 if os.environ.get("VEERKRACHT_THOROUGH") == "1" else 1
