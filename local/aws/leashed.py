"""Ministack on a leash: run by its own Python, it stops when its standard input ends, that is, with its parent.

Whoever started it may be killed without a chance to stop it. It would then go on, hold the port, and never save what
happened since its start.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from ministack.app import main


def _stop_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    main()
