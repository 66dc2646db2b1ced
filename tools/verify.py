"""Checks, with Python alone, what Antrean Paspor promises about chance. It shares no code with the system.

    python3 tools/verify.py turn --account ID --hash HASH --seed SEED --begin INSTANT --until INSTANT

computes when an account's turn came. The account's id is told by `GET /me/turns`; hash and seed of the hour by
`GET /offices/{office_id}/releases?date=DATE`, the hash days before and the seed once the hour is over; when the turns
of a slot began and ended by its availability, and by the mail or the page in which you noted them.

    python3 tools/verify.py rank --account ID --hash HASH --seed SEED

computes the rank of an account among those who joined the waiting list in the same hour; the lowest comes first. The
account's own is told by `GET /waiting`, once the hour is over.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import sys
from datetime import datetime, timedelta


def turn(account: str, seed_hash: str, seed: str, begin: datetime, until: datetime) -> datetime:
    """Return when the turn of an account came; raises ValueError for a seed that is not the one that was promised."""
    place = drawn(account, seed_hash, seed)
    return begin + timedelta(seconds=int((until - begin).total_seconds()) * place // 2**32)


def rank(account: str, seed_hash: str, seed: str) -> int:
    """Return the rank of an account among those who joined the waiting list in an hour; raises ValueError as `turn`."""
    return drawn(f"antrean/waiting/v1/{account}", seed_hash, seed)


def drawn(label: str, seed_hash: str, seed: str) -> int:
    """Return the number below 2**32 that a seed gives a label."""
    raw = bytes.fromhex(seed)
    if hashlib.sha256(raw).hexdigest() != seed_hash.lower():
        message = "the seed does not have the hash that was published before"
        raise ValueError(message)
    return int.from_bytes(hmac.new(raw, label.encode(), hashlib.sha256).digest()[:4], "big")


def main(arguments: list[str]) -> int:
    """Answer the command line: 0 and the turn, or 1 and why it cannot be right."""
    parser = argparse.ArgumentParser(description="Check what was drawn.")
    checks = parser.add_subparsers(required=True)
    came = checks.add_parser("turn", help="when the turn of an account came")
    ranked = checks.add_parser("rank", help="the rank of an account among those who joined the waiting list in an hour")
    for asked in (came, ranked):
        asked.add_argument("--account", required=True)
        asked.add_argument("--hash", required=True, dest="seed_hash")
        asked.add_argument("--seed", required=True)
    came.add_argument("--begin", required=True, type=datetime.fromisoformat)
    came.add_argument("--until", required=True, type=datetime.fromisoformat)
    given = vars(parser.parse_args(arguments))
    try:
        print(turn(**given).isoformat() if "begin" in given else rank(**given))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
