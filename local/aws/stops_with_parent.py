"""Run ministack (with its own Python) until its standard input ends, which it does when the parent process ends.

The parent may be killed before it can stop ministack. Ministack would then run on, hold the port, and never save its
state.
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
