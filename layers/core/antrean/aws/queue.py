"""Queues: the notices that wait, sealed questions, and what functions gave up on. The only module that calls SQS.

What is sealed is encrypted by KMS under a key of its own, for which whoever sends may only seal and whoever receives
may only open: SQS's own encryption hides nothing from who may read the queue.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from antrean.aws.calls import call
from antrean.aws.stream import Stretch

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_kms.client import KMSClient
    from mypy_boto3_sqs.client import SQSClient


_LONGEST_DELAY = 900
"""Seconds that SQS can hold a message back, its quota (SQS's documentation, "Message quotas")."""
_LONGEST_RUN = 900
"""Seconds: Lambda's own limit, and the timeout of the functions that replay."""
_ONE_BATCH = 300_000
"""Milliseconds: more than a batch takes even while a service hangs. With less time left no other batch is begun."""


class NoticeQueue:
    """The ids of notices that wait for the notifier. Every method raises `Busy` where SQS does not answer."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Use the queue at `url` through a botocore `sqs` client."""
        self._client = client
        self._url = url

    def send(self, notice_id: str, seconds: int = 0) -> None:
        """Let a notice be taken up in so many `seconds`, or as late as SQS can: then it is looked at and sent again."""
        call(
            self._client.send_message,
            QueueUrl=self._url,
            MessageBody=notice_id,
            DelaySeconds=min(max(seconds, 0), _LONGEST_DELAY),
        )


class Seal:
    """Texts that can be read only with a key of KMS. Every method raises `Busy` where KMS does not answer."""

    def __init__(self, client: KMSClient, key_id: str) -> None:
        """Use the key of this id through a botocore `kms` client."""
        self._client = client
        self._key_id = key_id

    def close(self, text: str, about: str) -> str:
        """Return a message that holds a text of at most 4,000 bytes sealed, and in clear whom it is about.

        The seal holds for that name: with another one the message cannot be opened.
        """
        answer = call(
            self._client.encrypt, KeyId=self._key_id, Plaintext=text.encode(), EncryptionContext={"about": about}
        )
        return json.dumps({"about": about, "sealed": b64encode(answer["CiphertextBlob"]).decode()})

    def open(self, message: str) -> tuple[str, str]:
        """Return whom a message is about, and its text; raises KMS's error for one that was changed."""
        parts: dict[str, str] = json.loads(message)
        answer = call(
            self._client.decrypt,
            KeyId=self._key_id,
            CiphertextBlob=b64decode(parts["sealed"]),
            EncryptionContext={"about": parts["about"]},
        )
        return parts["about"], answer["Plaintext"].decode()


class SealedQueue:
    """A queue whose messages are sealed. Every method raises `Busy` where SQS or KMS does not answer."""

    def __init__(self, client: SQSClient, url: str, seal: Seal) -> None:
        """Use the queue at `url` through a botocore `sqs` client."""
        self._client = client
        self._url = url
        self._seal = seal

    def send(self, text: str, about: str) -> None:
        """Let a text be taken up, with whom it is about."""
        call(self._client.send_message, QueueUrl=self._url, MessageBody=self._seal.close(text, about))


class DeadLetter(NamedTuple):
    """A message that tells what a function gave up on, with the handle by which it is deleted or returned."""

    body: str
    handle: str

    @property
    def stretch(self) -> Stretch:
        """Where the records of the failed batch are; raises ValueError or KeyError for what Lambda did not write."""
        batch = json.loads(self.body)["DDBStreamBatchInfo"]
        return Stretch(batch["streamArn"], batch["shardId"], batch["startSequenceNumber"], batch["endSequenceNumber"])


class DeadLetters:
    """The messages of a dead-letter queue. Every method raises `Busy` where SQS does not answer."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Use the queue at `url` through a botocore `sqs` client."""
        self._client = client
        self._url = url

    def take(self, seconds: int) -> DeadLetter | None:
        """Take a message and hide it from other readers for `seconds`; None if the queue has none to give now."""
        # A request that waits asks all of SQS's servers; one that does not may miss messages that are there.
        answer = call(
            self._client.receive_message,
            QueueUrl=self._url,
            MaxNumberOfMessages=1,
            WaitTimeSeconds=1,
            VisibilityTimeout=seconds,
        )
        for message in answer.get("Messages", ()):
            return DeadLetter(message["Body"], message["ReceiptHandle"])
        return None

    def delete(self, dead_letter: DeadLetter) -> None:
        """Delete a message that was taken."""
        call(self._client.delete_message, QueueUrl=self._url, ReceiptHandle=dead_letter.handle)

    def return_to_queue(self, dead_letter: DeadLetter) -> None:
        """Let other readers see a message again that was taken."""
        call(
            self._client.change_message_visibility,
            QueueUrl=self._url,
            ReceiptHandle=dead_letter.handle,
            VisibilityTimeout=0,
        )


Outcome = Literal["done", "expired", "failed"]


class Replayed(TypedDict):
    """How many messages ended in which way; only those that are `done` were deleted from the queue."""

    done: int
    expired: int
    """What they speak of is gone, so nobody can do it any more."""
    failed: int


def replay(letters: DeadLetters, do: Callable[[DeadLetter], Outcome], time_left: Callable[[], int]) -> Replayed:
    """Do the messages of a queue again until it is empty or time is short, and delete those that are done.

    `time_left` tells how many milliseconds the function may still run. Each message is taken once: it is hidden for
    longer than the whole replay takes, and returned to the queue at the end if it is not done. A replay may run at any
    time, also beside another and beside the function that gave the messages up. Raises `Busy` where the queue does not
    answer; a message that could not be returned is seen again after `_LONGEST_RUN`.
    """
    told: Replayed = {"done": 0, "expired": 0, "failed": 0}
    left: list[DeadLetter] = []
    try:
        while time_left() > _ONE_BATCH and (dead_letter := letters.take(_LONGEST_RUN)):
            left.append(dead_letter)
            outcome = do(dead_letter)
            if outcome == "done":
                letters.delete(dead_letter)
                left.remove(dead_letter)
            told[outcome] += 1
    finally:
        for dead_letter in left:
            letters.return_to_queue(dead_letter)
    return told
