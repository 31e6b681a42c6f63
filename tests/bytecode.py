"""Keeps what Python has compiled, where it is told to write nothing beside the sources.

Otherwise each worker of the tests would compile all of them anew, and each process that a test starts all of
the product: half of the time that these take to begin.
"""

import os
import sys
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / ".pytest_cache" / "bytecode"


def keep() -> None:
    """From now on, in this process and in those that it starts."""
    if not sys.dont_write_bytecode:
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(KEPT)
    sys.dont_write_bytecode = False
