"""The real server in a hurry: what it does every few minutes or seconds, it does whenever it has time.

So that a fault meets it amid retention's deletion, the making of the index and the cut of the log.
"""

import sys

_PROGRAM = """
import runpy, sys
from salon.server import app
from salon.storage import index, log_cut, sqlite

app.FIRST_EXPIRE_SECONDS = app.EXPIRE_SECONDS = 0
index.LAG, index.INDEXED_AT_ONCE = 1, 20
log_cut.CUT_SECONDS = sqlite.LOOK_SECONDS = 0.05
sys.argv = sys.argv[3:]
runpy.run_module("salon", run_name="__main__", alter_sys=True)
"""

HURRIED = (sys.executable, "-c", _PROGRAM)
"""What `SalonProcess` is to be run through: the arguments are its interpreter, `-m`, `salon` and the rest."""
