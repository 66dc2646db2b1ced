"""Mails through SES: the adapter of the port `Mail`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from antrean.base.errors import Busy
from antrean.messages.port import Letter, MailNotSent

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client


class SesMail:
    """Sends letters from one sender through SES."""

    def __init__(self, client: SESV2Client, sender: str) -> None:
        """Send as `sender`, an identity that SES has verified, through a botocore `sesv2` client."""
        self._client = client
        self._sender = sender

    def send(self, to: str, letter: Letter) -> None:
        """Hand a letter to SES; raises `MailNotSent`."""
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": letter.text, "Charset": "UTF-8"}},
                    }
                },
            )
        except ClientError as error:
            # Only the error's name is kept, because SES repeats addresses in its messages.
            raise MailNotSent(error.response["Error"]["Code"]) from None
        except (BotoCoreError, Busy) as error:
            raise MailNotSent(type(error).__name__) from None
