"""Keyed hashes of NIKs, under keys that can be replaced: each key has a version, and the hashes tell which.

The hash of version 1 is made of the NIK, that of each further version of the hash before it. So nobody needs the NIK to
go on to the next version, neither whoever logs in nor whoever brings an idle account there; and whoever learns the key
of one version cannot find a NIK from hashes of the next. What is lost is never an old key: all of them are needed for
every new hash.

Versions from `oldest` on are live. Whatever holds a person to one account or one booking is written under every live
version in one transaction, so two functions that do not know of the same versions still meet in one that both know.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from typing import TYPE_CHECKING

from antrean.policy.system import NIK_KEYS_READ_AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock

OLDEST = "oldest"
"""What names the oldest live version in the secret."""
MADE_AT = "made_at"
"""What names the second (Unix time) in the secret in which its newest version was made."""
_KEY_BYTES = 48


class NikKeys:
    """HMAC-SHA256 of NIKs under the keys of all versions, which never leave this object."""

    def __init__(self, keys: Mapping[int, bytes], oldest: int = 1) -> None:
        """Take the key of each version, of which there is none missing; those from `oldest` on are live."""
        self._keys = dict(keys)
        self.oldest = oldest
        self.newest = max(keys)

    @classmethod
    def from_secret_string(cls, secret_string: str, first: bytes) -> NikKeys:
        """Return the keys of a secret such as `{"v1": "...", "v2": "...", "oldest": 2}`.

        A stack of before NIKs had keys of their own has no version 1 there: it is `first`, the pepper.
        """
        stored = json.loads(secret_string)
        return cls({1: first, **versions_in(stored)}, stored.get(OLDEST, 1))

    def of(self, nik: str) -> tuple[str, ...]:
        """Return the keyed hashes of a NIK under every live version, the newest first; only they are ever stored."""
        return self._live(self._hash(1, nik))

    def key(self, nik: str) -> str:
        """Return the keyed hash of a NIK under the newest version."""
        return self.of(nik)[0]

    def again(self, known: Sequence[str]) -> tuple[str, ...]:
        """Return what `of` does, for somebody of whom hashes of some versions are `known`.

        Versions before the oldest known one are left out, since no hash leads back to the one before it.
        """
        return self._live(min(known, key=version_of))

    def _live(self, known: str) -> tuple[str, ...]:
        found = [known]
        for version in range(version_of(known) + 1, self.newest + 1):
            found.append(self._hash(version, found[-1]))
        live = [each for each in found if self.oldest <= version_of(each)]
        return tuple(reversed(live))

    def _hash(self, version: int, text: str) -> str:
        mac = hmac.digest(self._keys[version], text.encode(), "sha256")
        return f"v{version}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


class RememberedNikKeys:
    """The keys of NIKs as a warm environment remembers them, read again once they may have changed."""

    def __init__(self, read: Callable[[], NikKeys], clock: Clock) -> None:
        """Remember what `read` returns, which raises `Busy` where it cannot be read now."""
        self._read = read
        self._clock = clock
        self._keys: NikKeys | None = None
        self._read_at: datetime | None = None

    def __call__(self) -> NikKeys:
        """Return the keys, no older than `NIK_KEYS_READ_AGAIN`; raises `Busy`."""
        now = self._clock.now()
        if self._keys is None or self._read_at is None or now >= self._read_at + NIK_KEYS_READ_AGAIN:
            self._keys, self._read_at = self._read(), now
        return self._keys


def random_key() -> str:
    """Return a key for a version: 64 random characters."""
    return secrets.token_urlsafe(_KEY_BYTES)


def version_of(nik_key: str) -> int:
    """Return the version of the key under which a hash was made."""
    return int(nik_key.partition(".")[0].removeprefix("v"))


def versions_in(stored: Mapping[str, str]) -> dict[int, bytes]:
    """Return the keys that stand in a secret by their versions."""
    return {int(name[1:]): value.encode() for name, value in stored.items() if name[1:].isdigit()}
