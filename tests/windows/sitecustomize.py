"""Python imports this module at its start if its folder is on the path: see `tests.windows.emulation`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.windows import emulation

emulation.install()
