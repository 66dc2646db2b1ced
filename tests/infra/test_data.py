"""What holds data: encrypted, kept, and out of the public's reach."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from antrean.bookings.items import BY_DAY, INDEX_KEYS
from tests.infra.stack import ROOT, Stack, granted, source, statements

KEPT = ("Table", "DataKey", "Pepper", "CitizenPool", "StaffPool")


def test_table_is_encrypted_with_our_key_and_restorable(stack: Stack) -> None:
    """A lost or stolen disk tells nothing, and any second of the last 35 days can be restored."""
    table = stack.properties("Table")
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": "<DataKey.Arn>"}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_table_has_the_keys_stream_and_ttl_that_the_store_relies_on(stack: Stack) -> None:
    """One table, two string keys, one index; both images in the stream; lapsed items removed by `expires_at`."""
    table = stack.properties("Table")
    assert key_types(table) == {"pk": "HASH", "sk": "RANGE"}
    assert "LocalSecondaryIndexes" not in table
    assert {key["AttributeName"]: key["AttributeType"] for key in table["AttributeDefinitions"]} == dict.fromkeys(
        ("pk", "sk", "by_day", "by_number"), "S"
    )
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_the_index_lists_bookings_by_day_and_holds_nothing_but_keys(stack: Stack) -> None:
    """An index of more than keys would copy names, and every change of a booking would cost a unit more."""
    [index] = stack.properties("Table")["GlobalSecondaryIndexes"]
    assert index["IndexName"] == BY_DAY
    assert key_types(index) == dict(zip(INDEX_KEYS, ("HASH", "RANGE"), strict=True))
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def key_types(table: Any) -> dict[str, str]:
    """The keys of a table or an index, each with its type."""
    return {key["AttributeName"]: key["KeyType"] for key in table["KeySchema"]}


@pytest.mark.parametrize("name", KEPT)
def test_what_people_entrusted_to_us_outlives_the_stack(stack: Stack, name: str) -> None:
    """Deleting or replacing the stack's resource leaves the data; only a first creation that failed is cleaned up."""
    assert stack.resources[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert stack.resources[name]["UpdateReplacePolicy"] == "Retain"


def test_deletion_protection_is_on_unless_asked_otherwise(stack: Stack, one_machine: Stack) -> None:
    """On AWS table and pools refuse to be deleted; on one machine `make clean` may."""
    pools = ("CitizenPool", "StaffPool")
    assert stack.properties("Table")["DeletionProtectionEnabled"] is True
    assert {stack.properties(pool)["DeletionProtection"] for pool in pools} == {"ACTIVE"}
    assert one_machine.properties("Table")["DeletionProtectionEnabled"] is False
    assert {one_machine.properties(pool)["DeletionProtection"] for pool in pools} == {"INACTIVE"}


def test_key_rotates_and_is_governed_by_iam(stack: Stack) -> None:
    """The key rotates by itself, cannot be lost in a hurry, and its policy gives nothing beyond the account's IAM."""
    key = stack.properties("DataKey")
    assert key["EnableKeyRotation"] is True
    assert key["PendingWindowInDays"] == 30
    [statement] = statements(key["KeyPolicy"])
    assert statement["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}


def test_receipts_are_private_encrypted_and_expire(stack: Stack) -> None:
    """Nothing makes the bucket public, our key encrypts it, and a receipt leaves after 90 days."""
    bucket = stack.properties("ReceiptsBucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["BucketKeyEnabled"] is True
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "<DataKey.Arn>"}
    [expiry] = bucket["LifecycleConfiguration"]["Rules"]
    assert expiry["Status"] == "Enabled"
    assert int(expiry["ExpirationInDays"]) == 90
    assert "VersioningConfiguration" not in bucket


def test_bucket_and_queues_refuse_plain_http(stack: Stack, one_machine: Stack) -> None:
    """On AWS nobody reads a receipt or a failure without TLS; one machine has no certificate and says so."""
    for name, kind in (("ReceiptsBucketPolicy", "s3"), ("FailureQueuesPolicy", "sqs")):
        [statement] = statements(stack.properties(name)["PolicyDocument"])
        assert statement["Effect"] == "Deny"
        assert statement["Principal"] == "*"
        assert statement["Action"] == [f"{kind}:*"]
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert name not in one_machine.resources
    assert stack.properties("ReceiptsBucketPolicy")["PolicyDocument"]["Statement"][0]["Resource"] == [
        "<ReceiptsBucket.Arn>",
        "<ReceiptsBucket.Arn>/*",
    ]


def test_pepper_is_random_versioned_and_encrypted(stack: Stack) -> None:
    """AWS makes the pepper, nobody ever sees it in a template, and our key encrypts it."""
    pepper = stack.properties("Pepper")
    assert pepper["KmsKeyId"] == "<DataKey.Arn>"
    assert pepper["GenerateSecretString"]["GenerateStringKey"] == "v1"
    # 62 letters and digits: 64 of them are 381 bits.
    assert pepper["GenerateSecretString"]["PasswordLength"] == 64
    assert "SecretString" not in pepper


def test_every_queue_is_encrypted(stack: Stack) -> None:
    """Failures wait encrypted, and for as long as SQS keeps anything; only questions about people are gone soon."""
    queues = stack.of_type("AWS::SQS::Queue")
    failures = {f"{name}Failures" for name in ("Receipt", "Schedule", "Change", "Notice", "MailReport")}
    assert set(queues) == failures | {"Notices", "MailReports", "Checks"}
    for name, queue in queues.items():
        assert queue["SqsManagedSseEnabled"] is True
        assert queue["MessageRetentionPeriod"] == (15 * 60 if name == "Checks" else 14 * 24 * 3600)


def test_the_first_deployment_can_be_rolled_back_and_production_is_protected() -> None:
    """Of the environments of `samconfig.toml` only production protects its data; each gives parameters that exist."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    parameters = {
        name: dict(each.split("=", 1) for each in environment["deploy"]["parameters"]["parameter_overrides"])
        for name, environment in config.items()
        if name != "version"
    }
    protected = {
        name: Stack(given).properties("Table")["DeletionProtectionEnabled"] for name, given in parameters.items()
    }
    assert protected == {"first": False, "staging": False, "prod": True}
    known = source()["Parameters"].keys()
    assert {name for given in parameters.values() for name in given} <= known


def test_nobody_edits_how_the_pepper_is_made(stack: Stack) -> None:
    """An edit makes another current value, which a stack without the label KEPT would take for its pepper."""
    assert stack.properties("Pepper")["GenerateSecretString"] == {
        "SecretStringTemplate": "{}",
        "GenerateStringKey": "v1",
        "PasswordLength": 64,
        "ExcludePunctuation": True,
    }


def test_only_functions_that_hash_niks_read_their_keys(stack: Stack, one_machine: Stack) -> None:
    """They hash NIKs that people type, or that are on a card or in a question to the registry.

    One function by hand brings accounts to a newer key.
    """
    for each in (stack, one_machine):
        readers = {
            role
            for role, action, name in _rights_to_secrets(each)
            if action == "GetSecretValue" and name == "<NikKeys.Id>"
        }
        assert readers == {
            "AccountsRole",
            "BookingsRole",
            "IdentityRole",
            "NikKeysRole",
            "OwnAccountRole",
            "RegistryCheckerRole",
            "WaitingRole",
        }
    writers = {
        role for role, action, secret in _rights_to_secrets(stack) if action == "PutSecretValue" and "Nik" in secret
    }
    assert writers == {"PepperKeeperRole", "NikKeysRole"}


def test_rights_to_secrets_name_their_arns() -> None:
    """Of a secret the emulator's `Ref` is the name, which no right allows anything; of all its `Id` is the ARN."""
    everything = Stack({"RegistryUrl": "https://registry.example", "WhatsAppNumberId": "100200300"})
    named = {name for _, _, name in _rights_to_secrets(everything)}
    assert named == {"<Pepper.Id>", "<NikKeys.Id>", "<RegistryKey.Id>", "<WhatsAppToken.Id>"}


def test_no_property_makes_the_keys_of_niks(stack: Stack) -> None:
    """Nothing in the template says what they are, so no edit replaces them; they come before the pepper is kept."""
    keys = stack.resources["NikKeys"]
    assert keys["Properties"].keys() == {"Description", "KmsKeyId"}
    assert keys["Properties"]["KmsKeyId"] == "<DataKey.Arn>"
    assert (keys["DeletionPolicy"], keys["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert stack.properties("KeptNikKeys")["PepperId"] == "<Pepper.Id>"
    assert stack.resources["KeptPepper"]["DependsOn"] == "KeptNikKeys"


def _rights_to_secrets(stack: Stack) -> set[tuple[str, str, str]]:
    """Return what each role may do with each secret, without the service's name."""
    return {
        (role, action.removeprefix("secretsmanager:"), secret)
        for role in stack.of_type("AWS::IAM::Role")
        for grant in granted(stack, role)
        for action in grant["Action"]
        if action.startswith("secretsmanager:")
        for secret in grant["Resource"]
    }


def test_the_pepper_is_kept_by_a_resource_that_only_labels(stack: Stack, one_machine: Stack) -> None:
    """The keeper labels the one secret and can read no value; no other role can label, and none can write a value."""
    for each in (stack, one_machine):
        assert each.properties("KeptPepper") == {
            "ServiceToken": "<PepperKeeperFunction.Arn>",
            "ServiceTimeout": 120,
            "SecretId": "<Pepper.Id>",
        }
    may = _rights_to_secrets(stack)
    keeper = {(action, secret) for role, action, secret in may if role == "PepperKeeperRole"}
    assert {secret for action, secret in keeper if action == "PutSecretValue"} == {"<NikKeys.Id>"}
    assert "GetSecretValue" not in {action for action, _ in keeper}
    assert {role for role, action, name in may if name == "<Pepper.Id>" and action != "GetSecretValue"} == {
        "PepperKeeperRole"
    }
    # CloudFormation asks the function itself: the address of a custom resource's function may never change
    assert stack.properties("PepperKeeperFunction")["Timeout"] < stack.properties("KeptPepper")["ServiceTimeout"]
