"""How often random tests try: eight times as often when asked, as CI does after the tests that everybody runs."""

import os

TIMES = 8 if os.environ.get("VEERKRACHT_THOROUGH") == "1" else 1
