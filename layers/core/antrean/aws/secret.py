"""Reading a secret; and one whose value is kept: one of its versions has the label KEPT, and functions read that one.

CloudFormation makes another value of a secret whenever the property that says how to make it changes, and makes that
value the current one. A label of our own stays where it is, and Secrets Manager deletes no version that has a label.
The secret of the keys of NIKs has no such property: its first value is made here, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from antrean.aws.calls import call
from antrean.base.errors import Busy
from antrean.base.ids import KEPT
from antrean.policy.system import LONGEST_DEPLOYMENT

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_secretsmanager.client import SecretsManagerClient

CURRENT = "AWSCURRENT"
"""The label of the newest value, which Secrets Manager moves by itself."""
_LABEL_IS_ELSEWHERE = "InvalidParameterException"


class ChangedMeanwhileError(Exception):
    """Another value of the secret is kept by now than the one that was read."""


class NothingToKeepError(Exception):
    """The secret has no value yet."""


def keep(secrets: SecretsManagerClient, secret_id: str) -> str:
    """Let the current value be the kept one, unless a value is kept already; return the id of the version that is kept.

    Two calls at once keep the same value: Secrets Manager moves a label away from a version only for a caller who names
    that version, and nobody here does. So the first call attaches the label, and no later one can move it. Raises
    `NothingToKeepError` for a secret without a value, `Busy` for what passes by itself.
    """
    kept, current = _labelled(secrets, secret_id)
    if kept is not None:
        return kept
    if current is None:
        raise NothingToKeepError(f"The secret {secret_id} has no value that could be kept.")
    try:
        call(secrets.update_secret_version_stage, SecretId=secret_id, VersionStage=KEPT, MoveToVersionId=current)
    except ClientError as error:
        if error.response["Error"]["Code"] != _LABEL_IS_ELSEWHERE:
            raise
        kept, _ = _labelled(secrets, secret_id)
        if kept is None:
            raise
        return kept
    return current


def fill(secrets: SecretsManagerClient, secret_id: str, value: str) -> str:
    """Let `value` be the kept one of a secret that has no kept one; return the id of the version that is kept then.

    A value that is there and was never kept was used by nobody: the emulator makes an empty one, and a call that died
    leaves one. Of two calls at once both make a version, and `keep` keeps one of them. Raises `Busy`.
    """
    kept, _ = _labelled(secrets, secret_id)
    if kept is None:
        call(secrets.put_secret_value, SecretId=secret_id, SecretString=value, VersionStages=[CURRENT])
    return keep(secrets, secret_id)


def read(secrets: SecretsManagerClient, secret_id: str, label: str = KEPT) -> str:
    """Return the value that has a label; raises `Busy` where it cannot be read now, whatever the reason."""
    try:
        answer = secrets.get_secret_value(SecretId=secret_id, VersionStage=label)
    except (BotoCoreError, ClientError) as error:
        # Without the secret nothing can be done now. The error itself must not leave the function, because Cognito
        # shows the gate's errors to whoever signs up, and this one names our account.
        raise Busy from error
    return answer["SecretString"]


def value_of(secrets: SecretsManagerClient, secret_id: str) -> tuple[str, str]:
    """Return the value that is kept, and the id of its version; raises `Busy`."""
    answer = call(secrets.get_secret_value, SecretId=secret_id, VersionStage=KEPT)
    return answer["SecretString"], answer["VersionId"]


def replace_value(secrets: SecretsManagerClient, secret_id: str, read: str, value: str) -> None:
    """Let `value` be the kept one in place of the version `read`; raises `ChangedMeanwhileError`, and `Busy`.

    The write has a condition: Secrets Manager moves the label only away from the version that is named.
    """
    made = call(secrets.put_secret_value, SecretId=secret_id, SecretString=value, VersionStages=[CURRENT])
    labels = {"SecretId": secret_id, "VersionStage": KEPT}
    try:
        call(secrets.update_secret_version_stage, **labels, MoveToVersionId=made["VersionId"], RemoveFromVersionId=read)
    except ClientError as error:
        if error.response["Error"]["Code"] != _LABEL_IS_ELSEWHERE:
            raise
        raise ChangedMeanwhileError(secret_id) from error


def is_new(secrets: SecretsManagerClient, secret_id: str, now: datetime) -> bool:
    """Tell whether a secret belongs to a stack that is being made: its value is not kept yet, and it is young.

    A stack of before values were kept has no kept one either, but it is older than any deployment takes.
    """
    kept, _ = _labelled(secrets, secret_id)
    made_at = call(secrets.describe_secret, SecretId=secret_id)["CreatedDate"]
    return kept is None and now - made_at < LONGEST_DEPLOYMENT


def _labelled(secrets: SecretsManagerClient, secret_id: str) -> tuple[str | None, str | None]:
    """Return the ids of the version that is kept and of the one that is current; None where there is none."""
    versions = call(secrets.describe_secret, SecretId=secret_id).get("VersionIdsToStages", {})
    by_label = {label: version for version, labels in versions.items() for label in labels}
    return by_label.get(KEPT), by_label.get(CURRENT)
