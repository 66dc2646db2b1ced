"""Reading a secret; and one whose value is kept: one of its versions has the label KEPT, and functions read that one.

CloudFormation makes another value of a secret whenever the property that says how to make it changes, and makes that
value the current one. A label of our own stays where it is, and Secrets Manager deletes no version that has a label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from antrean.aws.calls import call
from antrean.base.errors import Busy
from antrean.base.ids import KEPT

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient

_CURRENT = "AWSCURRENT"
_LABEL_IS_ELSEWHERE = "InvalidParameterException"


class NothingToKeepError(Exception):
    """The secret has no value yet."""


def read(secrets: SecretsManagerClient, secret_id: str) -> str:
    """Return the current value of a secret that somebody has put in; raises `Busy` where it cannot be read now.

    That is for whatever reason: without it nothing can be done, and whoever put it in may mend it.
    """
    try:
        answer = secrets.get_secret_value(SecretId=secret_id)
    except (BotoCoreError, ClientError) as error:
        raise Busy from error
    return answer["SecretString"].strip()


def keep(secrets: SecretsManagerClient, secret_id: str) -> str:
    """Let the current value be the kept one, unless a value is kept already; return the id of the version that is kept.

    The write has a condition: Secrets Manager attaches a label that another version has only to those who name that
    version, and nobody here does. So of two calls at once one attaches it, and no call ever moves it. Raises
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


def _labelled(secrets: SecretsManagerClient, secret_id: str) -> tuple[str | None, str | None]:
    """Return the ids of the version that is kept and of the one that is current; None where there is none."""
    versions = call(secrets.describe_secret, SecretId=secret_id).get("VersionIdsToStages", {})
    by_label = {label: version for version, labels in versions.items() for label in labels}
    return by_label.get(KEPT), by_label.get(_CURRENT)
