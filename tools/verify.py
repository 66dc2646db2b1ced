"""Checks, with Python alone, what Antrean Paspor promises about chance. It shares no code with the system.

    python3 tools/verify.py turn --account ID --hash HASH --seed SEED --begin INSTANT --until INSTANT

computes when an account's turn came. The account's id is told by `GET /me/turns`; hash and seed of the hour by
`GET /offices/{office_id}/releases?date=DATE`, the hash days before and the seed once the hour is over; when the turns
of a slot began and ended by its availability, and by the mail or the page in which you noted them.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import sys
from datetime import datetime, timedelta


def turn(account: str, seed_hash: str, seed: str, begin: datetime, until: datetime) -> datetime:
    """Return when the turn of an account came; raises ValueError for a seed that is not the one that was promised."""
    raw = bytes.fromhex(seed)
    if hashlib.sha256(raw).hexdigest() != seed_hash.lower():
        message = "the seed does not have the hash that was published before"
        raise ValueError(message)
    place = int.from_bytes(hmac.new(raw, account.encode(), hashlib.sha256).digest()[:4], "big")
    return begin + timedelta(seconds=int((until - begin).total_seconds()) * place // 2**32)


def main(arguments: list[str]) -> int:
    """Answer the command line: 0 and the turn, or 1 and why it cannot be right."""
    parser = argparse.ArgumentParser(description="Check what was drawn.")
    checks = parser.add_subparsers(required=True)
    asked = checks.add_parser("turn", help="when the turn of an account came")
    asked.add_argument("--account", required=True)
    asked.add_argument("--hash", required=True, dest="seed_hash")
    asked.add_argument("--seed", required=True)
    asked.add_argument("--begin", required=True, type=datetime.fromisoformat)
    asked.add_argument("--until", required=True, type=datetime.fromisoformat)
    try:
        print(turn(**vars(parser.parse_args(arguments))).isoformat())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
