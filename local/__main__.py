"""Commands behind the Makefile: `python -m local run`, `deploy`, `mail`, `close` and `stopped`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from deploy.errors import CommandError
from local import closing, run
from local.aws.mail import Mailbox, as_text
from local.state import lock
from local.state.settings import Settings


def main() -> int:
    """Run a command; a CommandError is told in its own words, with status 1."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("command", choices=["run", "deploy", "mail", "close", "stopped"])
    command = parser.parse_args().command
    try:
        settings = Settings.read(os.environ, Path(__file__).resolve().parent.parent)
        if command == "run":
            run.run(settings)
        elif command == "deploy":
            run.deploy(settings)
        elif command == "mail":
            print(as_text(Mailbox(settings.mail_file, settings.sent_file).read()))
        elif command == "close":
            closing.close(settings, os.environ)
        else:
            with lock.held(settings.state):
                pass
    except CommandError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
