"""Mails through SES: the adapter of the port `Messenger`, and SES's reports of what became of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from antrean.base.errors import Busy
from antrean.messages.port import Message, NotSent, Report

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client
    from mypy_boto3_sesv2.type_defs import SendEmailRequestTypeDef

_REFUSES_THIS_MAIL = frozenset({"MessageRejected", "BadRequestException"})
"""What SES has against a mail or its address, also when it is sent again. Every other refusal is about our account or
about the moment (too many, paused, not verified, a right that is missing), so the same mail may be taken later. That is
not the list of `aws.calls`, which holds what passes with nothing mended: of a letter that SES refuses for good nothing
is kept, in no dead-letter queue either, so it waits until our account is mended or it is not worth telling any more."""
_NEVER_REACHED = (ConnectTimeoutError, EndpointConnectionError, Busy)
_SERVER_ERROR = 500


class SesMessenger:
    """Sends mails from one sender through SES."""

    def __init__(self, client: SESV2Client, sender: str, configuration_set: str = "") -> None:
        """Send as `sender`, an identity that SES has verified, through a botocore `sesv2` client.

        With a `configuration_set` SES reports what becomes of each mail to where that says.
        """
        self._client = client
        self._sender = sender
        self._configuration_set = configuration_set

    def send(self, to: str, message: Message) -> None:
        """Hand a mail to SES; raises `NotSent`. SES knows no key by which it would know a mail again."""
        try:
            self._client.send_email(**self._request(to, message))
        except ClientError as error:
            # Only the error's name is kept, because SES repeats addresses in its messages.
            code = error.response["Error"]["Code"]
            failed = error.response["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER_ERROR
            raise NotSent(code, passing=code not in _REFUSES_THIS_MAIL, unsure=failed) from None
        except (BotoCoreError, Busy) as error:
            unsure = not isinstance(error, _NEVER_REACHED)
            raise NotSent(type(error).__name__, passing=True, unsure=unsure) from None

    def _request(self, to: str, message: Message) -> SendEmailRequestTypeDef:
        body: dict[str, Any] = {"Text": _utf8(message.text)}
        if message.html:
            body["Html"] = _utf8(message.html)
        content: dict[str, Any] = {"Subject": _utf8(message.subject), "Body": body}
        if message.attachments:
            content["Attachments"] = [
                {
                    "FileName": each.name,
                    "ContentType": each.media_type,
                    "RawContent": each.content,
                    "ContentDisposition": "ATTACHMENT",
                }
                for each in message.attachments
            ]
        tags = [{"Name": "kind", "Value": message.kind}]
        if message.reference:
            tags.append({"Name": "reference", "Value": message.reference})
        request: dict[str, Any] = {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [to]},
            "Content": {"Simple": content},
            "EmailTags": tags,
        }
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        return request  # type: ignore[return-value] # its parts are added one by one


def report_of(body: str) -> Report | None:
    """Return what SES reports in the text of one of its events; None where it is nothing that matters here.

    A mailbox that is full or busy for a while is left alone: only what is permanent counts (AWS: "Contents of event
    data that Amazon SES publishes to Amazon SNS"). Raises ValueError or KeyError for what SES did not write.
    """
    event = json.loads(body)
    reference = event["mail"].get("tags", {}).get("reference", [""])[0]
    match event["eventType"]:
        case "Send" | "Delivery":
            return Report("taken", reference, ())
        case "Bounce" if event["bounce"]["bounceType"] == "Permanent":
            return Report("bounced", reference, _addresses(event["bounce"]["bouncedRecipients"]))
        case "Complaint":
            return Report("complained", reference, _addresses(event["complaint"]["complainedRecipients"]))
        case _:
            return None


def _addresses(recipients: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(each["emailAddress"] for each in recipients)


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
