"""Secrets Manager: secrets with versions, labels, and the rule that a label moves for whoever knows its place.

And KMS with one key, which seals texts for somebody, and opens them for nobody else.
"""

# ruff: noqa: N803 - the arguments are called as in botocore

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from antrean.base.ids import KEPT

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_OPERATIONS = frozenset({"get_secret_value", "describe_secret", "put_secret_value", "update_secret_version_stage"})


def version_id(number: int) -> str:
    """Return the id of a version; botocore sends none of less than 32 characters."""
    return f"{number:032d}"


class FakeSecrets:
    """One secret, whose versions have numbers, from 1 on; `version_id` tells their ids."""

    def __init__(self, secret_id: str, created: datetime = LONG_AGO) -> None:
        """Begin with a secret that has no value."""
        self.secret_id = secret_id
        self.created = created
        self.values: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        """Versions by their labels; a label is at one version."""
        self._made: dict[str | None, str] = {}
        """Versions by the tokens of the requests that made them."""

    def put(self, value: str) -> str:
        """Make a version with a value, make it the current one as CloudFormation does, and return its id."""
        version = version_id(len(self.values) + 1)
        self.values[version] = value
        if previous := self.labels.get("AWSCURRENT"):
            self.labels["AWSPREVIOUS"] = previous
        self.labels["AWSCURRENT"] = version
        return version

    def become(self, state: str) -> None:
        """Have no value (`none`), a value that is `not kept`, or a `second` value after the kept one."""
        match state:
            case "none":
                self.labels.clear()
            case "not kept":
                del self.labels[KEPT]
            case "second":
                self.put(json.dumps({"v1": "another value, of 32 bytes......"}))
            case _:
                raise ValueError(state)

    def get_secret_value(self, *, SecretId: str, VersionStage: str = "AWSCURRENT") -> dict[str, Any]:
        """Return the value of the version with a label."""
        self._find(SecretId)
        version = self.labels.get(VersionStage)
        if version is None:
            raise _error("GetSecretValue", "ResourceNotFoundException")
        return {"VersionId": version, "SecretString": self.values[version]}

    def describe_secret(self, *, SecretId: str) -> dict[str, Any]:
        """Return the versions that have labels, with these; nothing of them where there are none."""
        self._find(SecretId)
        stages: dict[str, list[str]] = {}
        for label, version in self.labels.items():
            stages.setdefault(version, []).append(label)
        return {"CreatedDate": self.created, **({"VersionIdsToStages": stages} if stages else {})}

    def put_secret_value(
        self, *, SecretId: str, SecretString: str, VersionStages: list[str], ClientRequestToken: str | None = None
    ) -> dict[str, Any]:
        """Make a version with a value and labels, which move there; without the current one's it is not that.

        Botocore draws a token for each request, and keeps it when it repeats the request: a token that has come before
        makes no second version.
        """
        self._find(SecretId)
        version = self._made.get(ClientRequestToken, version_id(len(self.values) + 1))
        if ClientRequestToken is not None:
            self._made[ClientRequestToken] = version
        self.values[version] = SecretString
        self.labels.update(dict.fromkeys(VersionStages, version))
        return {"VersionId": version}

    def update_secret_version_stage(
        self, *, SecretId: str, VersionStage: str, MoveToVersionId: str, RemoveFromVersionId: str | None = None
    ) -> dict[str, Any]:
        """Attach a label; one that another version has moves only if that version is named."""
        self._find(SecretId)
        if MoveToVersionId not in self.values:
            raise _error("UpdateSecretVersionStage", "ResourceNotFoundException")
        if self.labels.get(VersionStage, MoveToVersionId) not in {MoveToVersionId, RemoveFromVersionId}:
            raise _error("UpdateSecretVersionStage", "InvalidParameterException")
        self.labels[VersionStage] = MoveToVersionId
        return {}

    def _find(self, secret_id: str) -> None:
        if secret_id != self.secret_id:
            raise _error("DescribeSecret", "ResourceNotFoundException")


class FakeManager:
    """Several secrets, each asked by its id."""

    def __init__(self, *secrets: FakeSecrets) -> None:
        """Hold `secrets`."""
        self._secrets = {secret.secret_id: secret for secret in secrets}

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        """Return an operation, which finds its secret."""
        if operation not in _OPERATIONS:
            raise AttributeError(operation)

        def ask(*, SecretId: str, **arguments: Any) -> dict[str, Any]:
            secret = self._secrets.get(SecretId, next(iter(self._secrets.values())))
            answer: dict[str, Any] = getattr(secret, operation)(SecretId=SecretId, **arguments)
            return answer

        return ask


class FakeKms:
    """One key. What it seals cannot be read as it is, and is opened with the same context only."""

    def encrypt(self, *, KeyId: str, Plaintext: bytes, EncryptionContext: dict[str, str]) -> dict[str, Any]:
        """Seal a text."""
        assert KeyId
        return {"CiphertextBlob": _turned(json.dumps(EncryptionContext).encode() + b"\x00" + Plaintext)}

    def decrypt(self, *, KeyId: str, CiphertextBlob: bytes, EncryptionContext: dict[str, str]) -> dict[str, Any]:
        """Open what was sealed."""
        assert KeyId
        context, _, text = _turned(CiphertextBlob).partition(b"\x00")
        if context != json.dumps(EncryptionContext).encode():
            raise _error("Decrypt", "InvalidCiphertextException")
        return {"Plaintext": text}


def _turned(text: bytes) -> bytes:
    return bytes(each ^ 0x55 for each in text)


def _error(operation: str, code: str) -> ClientError:
    details: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(details, operation)
