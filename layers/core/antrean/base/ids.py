"""Keyed hashes under the secret pepper: ids that every retry of a request computes again, names, codes and proofs.

NIKs are hashed under keys of their own (`base/nik_keys`). On a stack of an earlier release the pepper is the first of
these.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antrean.base.nik_keys import NikKeys

BOOKING_ID_LENGTH = 16
"""Characters of a booking's id: 80 bits in Crockford's base32."""
KEPT = "KEPT"
"""The label of the one version of the secret that holds the pepper, whichever version is the current one."""
KEPT_MARK = "K"
"""What the id of a claim has before its number of seats where it takes kept ones."""
_CLAIM_MARK = 5
"""Characters of a claim's id that tell one operation of its booking from another."""
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEMBER_MARK = 10
"""Bytes of a member's id that nobody can make without the pepper."""
_MEMBER_ID = re.compile(r"(v[0-9]{1,3})\.([A-Za-z0-9_-]{56})", re.ASCII)
_SEPARATOR = "\x1f"
_UNIX_TIME = re.compile(r"[0-9]{1,12}")


class Pepper:
    """HMAC-SHA256 under the secret pepper, which never leaves this object.

    The text of each use begins with a label of its own, so that no two uses share a value. Only that of a NIK has none,
    where the pepper is the first of the keys of NIKs; it cannot be mistaken for another because a NIK has digits alone.
    """

    def __init__(self, secret: bytes) -> None:
        """Take the pepper; `secret` should have at least 32 random bytes."""
        self._secret = secret

    @classmethod
    def from_secret_string(cls, secret_string: str) -> Pepper:
        """Return the newest pepper of a secret such as `{"v1": "..."}`."""
        versions: dict[str, str] = json.loads(secret_string)
        newest = max(versions, key=lambda version: int(version.removeprefix("v")))
        return cls(versions[newest].encode())

    def _mac(self, label: str, *parts: str) -> bytes:
        return hmac.digest(self._secret, _SEPARATOR.join((label, *parts)).encode(), "sha256")

    def nik_keys(self, secret_string: str) -> NikKeys:
        """Return the keys of NIKs of the secret that holds them; version 1 is the pepper where that secret has none."""
        # Only functions that hash NIKs load it at their cold start.
        from antrean.base.nik_keys import NikKeys  # noqa: PLC0415

        return NikKeys.from_secret_string(secret_string, self._secret)

    def member_id(self, account_id: str, nik_key: str) -> str:
        """Return the id by which an account names a person of its household: the NIK key, sealed for this account.

        So a request that names members tells which guards to read, with the first read and not with one more. The same
        person has another id in every account. It is sealed as SIV does it (RFC 5297), with this hash: a mark of what
        is sealed, and the key under a stream that begins from the mark.
        """
        version, _, text = nik_key.partition(".")
        mark = self._member_mark(account_id, nik_key)
        sealed = _xor(base64.urlsafe_b64decode(text + "="), self._member_stream(account_id, mark))
        return f"{version}.{_base64(mark + sealed)}"

    def member_nik_key(self, account_id: str, member_id: str) -> str | None:
        """Return the NIK key in an id that `member_id` made for this account, None for any other text."""
        found = _MEMBER_ID.fullmatch(member_id)
        if not found:
            return None
        sealed = base64.urlsafe_b64decode(found[2])
        mark = sealed[:_MEMBER_MARK]
        nik_key = f"{found[1]}.{_base64(_xor(sealed[_MEMBER_MARK:], self._member_stream(account_id, mark)))}"
        return nik_key if hmac.compare_digest(mark, self._member_mark(account_id, nik_key)) else None

    def _member_mark(self, account_id: str, nik_key: str) -> bytes:
        return self._mac("member", account_id, nik_key)[:_MEMBER_MARK]

    def _member_stream(self, account_id: str, mark: bytes) -> bytes:
        return self._mac("member stream", account_id, mark.hex())

    def booking_id(self, account_id: str, idempotency_key: str) -> str:
        """Return the id (80 bits, Crockford base32) of the booking that this account makes with this key."""
        return _crockford(self._mac("booking", account_id, idempotency_key), BOOKING_ID_LENGTH)

    def entry_id(self, account_id: str, idempotency_key: str) -> str:
        """Return the id of the entry of the waiting list that this account makes with this key."""
        return _crockford(self._mac("entry", account_id, idempotency_key), BOOKING_ID_LENGTH)

    def operation(self, booking_id: str, kind: str, idempotency_key: str) -> str:
        """Return the name under which a booking remembers that an operation was done."""
        return _crockford(self._mac("operation", booking_id, kind, idempotency_key), 10)

    def fingerprint(self, body: str) -> str:
        """Return a short keyed hash of a canonical request body, to tell a retry from another request."""
        return _crockford(self._mac("body", body), 16)

    def claim_id(  # noqa: PLR0913 - what tells one claim from another
        self, booking_id: str, operation: str, fingerprint: str, slot: str, n: int, *, kept: bool = False
    ) -> str:
        """Return the id of the claim that this operation makes, the same for every retry.

        It begins with the booking's id and ends with the number of seats, so that whoever finds the claim in the
        quota knows whose it is and how much it holds without a second attribute (the quota item stays small). `slot` is
        the `path` of the slot whose seats are claimed. A claim of `kept` seats says so too, since it goes back to them.
        """
        mark = _crockford(self._mac("claim", operation, fingerprint, slot), _CLAIM_MARK)
        return f"{booking_id}{mark}{KEPT_MARK if kept else ''}{n}"

    def closure_id(self, operator: str, request: str) -> str:
        """Return the id of the closure that an operator makes by a request: its key, or what names the request."""
        return _crockford(self._mac("closure", operator, request), BOOKING_ID_LENGTH)

    def receipt_name(self, booking_id: str, revision: int) -> str:
        """Return the name of a receipt's objects, which nobody can guess or read anything from without the pepper."""
        return _crockford(self._mac("receipt", booking_id, str(revision)), 26).lower()

    def mailbox(self, email: str) -> str:
        """Return the name of a mailbox in keys, from which nobody can read the address without the pepper."""
        return _crockford(self._mac("mailbox", email.lower()), 26)

    def secret_name(self, secret: str) -> str:
        """Return the name in keys of what waits for a code, from which nobody can read its secret."""
        return _crockford(self._mac("secret", secret), 26)

    def mailed_code(self, email: str, seed: str) -> str:
        """Return the code (40 bits, Crockford base32) of an address and an hour, which begins with a random `seed`."""
        return _crockford(self._mac("code", email.lower(), seed), 8)

    def code_mark(self, name: str, code: str) -> str:
        """Return the keyed hash by which the code of one request is known again."""
        return _crockford(self._mac("code mark", name, code), 26)

    def undo_mark(self, account_id: str, change: str) -> str:
        """Return what undoes a change of an account's address: only the mail to the old mailbox holds it."""
        return _crockford(self._mac("undo", account_id, change), 26)

    def device_name(self, account_id: str, mark: str) -> str:
        """Return the name of a device by the random mark that it keeps; of another account it is another name."""
        return _crockford(self._mac("device", account_id, mark), 26)

    def account_id(self, secret: str) -> str:
        """Return the id of the account that a sign-up makes, the same for every confirmation with its `secret`."""
        return _crockford(self._mac("account", secret), 26).lower()

    def sign_up_proof(self, email: str, account_id: str, expires_at: int) -> str:
        """Return the proof that the mailbox `email` was proved for an account, good until `expires_at` (Unix time)."""
        return f"{expires_at}.{_crockford(self._mac('sign-up', email.lower(), account_id, str(expires_at)), 26)}"

    def proves_sign_up(self, proof: str, email: str, account_id: str, now: int) -> bool:
        """Tell whether `proof` was made by `sign_up_proof` for both and has not expired at `now` (Unix time)."""
        expires_at, _, _ = proof.partition(".")
        if not _UNIX_TIME.fullmatch(expires_at) or int(expires_at) < now:
            return False
        return hmac.compare_digest(proof.encode(), self.sign_up_proof(email, account_id, int(expires_at)).encode())


def operation_name(*parts: str) -> str:
    """Return the name, the same for every retry, of what somebody of the staff does; it is no secret."""
    return _crockford(hashlib.sha256(_SEPARATOR.join(parts).encode()).digest(), 16)


def seats_claim_id(booking_id: str, n: int, *, kept: bool = False) -> str:
    """Return the id of the one claim of a booking that is made at the door, the same for every retry.

    It has the form of `Pepper.claim_id`, and needs no secret, as the booking's id needs none.
    """
    mark = _crockford(hashlib.sha256(f"claim{_SEPARATOR}{booking_id}".encode()).digest(), _CLAIM_MARK)
    return f"{booking_id}{mark}{KEPT_MARK if kept else ''}{n}"


def takes_kept(claim_id: str) -> bool:
    """Tell from its id whether a claim takes kept seats, and not those that are left."""
    return claim_id[BOOKING_ID_LENGTH + _CLAIM_MARK : -1] == KEPT_MARK


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _crockford(mac: bytes, length: int) -> str:
    bits = int.from_bytes(mac, "big") >> (len(mac) * 8 - length * 5)
    return "".join(_CROCKFORD[(bits >> shift) & 31] for shift in range((length - 1) * 5, -1, -5))
