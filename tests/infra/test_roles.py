"""Roles: nothing by wildcard, nothing shared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from antrean.account.store import NAMES
from antrean.bookings.items import HOLDING, INDEX_KEYS, LISTING
from antrean.keys.hashes import HASHED
from antrean.misses.items import miss_item
from antrean.misses.model import Appeal, Miss, Waiver
from antrean.slots.model import Slot
from tests.infra.policed import bounds
from tests.infra.stack import Stack, granted, usual
from tests.infra.test_functions import FUNCTIONS, role_of

EXPLAINED = {
    # SES is bound by the sender instead: which identity a mail is checked against depends on what is verified.
    ("AccountsRole", "ses:SendEmail"): {"StringEqualsIfExists": {"ses:FromAddress": "antrean@example.go.id"}},
    ("NotifierRole", "ses:SendEmail"): {"StringEqualsIfExists": {"ses:FromAddress": "antrean@example.go.id"}},
    ("BookingsRole", "ses:SendEmail"): {"StringEqualsIfExists": {"ses:FromAddress": "antrean@example.go.id"}},
}
"""The only grants on every resource, and the condition that binds each."""


def roles(stack: Stack) -> list[str]:
    """Logical ids of all roles, those that SAM adds included."""
    return sorted(stack.of_type("AWS::IAM::Role"))


def test_no_role_names_an_action_by_wildcard(stack: Stack) -> None:
    """What a role may do can be read from the template."""
    wild = {
        (role, action)
        for role in roles(stack)
        for grant in granted(stack, role)
        for action in grant["Action"]
        if "*" in action
    }
    assert not wild


def test_no_role_reaches_every_resource_without_a_reason(stack: Stack) -> None:
    """Each grant names the resources of this stack that it is for; exceptions are listed above with what binds them."""
    found: dict[tuple[str, str], Any] = {
        (role, action): grant.get("Condition")
        for role in roles(stack)
        for grant in granted(stack, role)
        for action in grant["Action"]
        if "*" in grant["Resource"]
    }
    assert found == EXPLAINED


def test_grants_on_patterns_stay_within_one_resource(stack: Stack) -> None:
    """A star in a resource is only ever at the end of a path inside the table's streams or the receipts."""
    patterns = {
        resource
        for role in roles(stack)
        for grant in granted(stack, role)
        for resource in grant["Resource"]
        if "*" in resource and resource != "*"
    }
    assert patterns == {"<ReceiptsBucket.Arn>/receipts/*", "<Table.Arn>/stream/*"}


def test_every_function_has_a_role_of_its_own(stack: Stack) -> None:
    """What one function may do, no other may by accident; only Lambda can take the role."""
    own = [role_of(stack, name) for name in FUNCTIONS]
    assert len(set(own)) == len(FUNCTIONS)
    for role in own:
        [trust] = stack.properties(role)["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert trust["Action"] == "sts:AssumeRole"


def test_only_one_policy_of_aws_is_attached(stack: Stack) -> None:
    """Policies that AWS writes are wide; only API Gateway's own role for its log deliveries has one."""
    attached = {
        (role, policy)
        for role in roles(stack)
        for policy in stack.properties(role).get("ManagedPolicyArns", [])
        if policy.startswith("arn:")
    }
    policy = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    assert attached == {("ApiGatewayLogRole", policy)}


def test_keys_are_used_through_services_only(stack: Stack) -> None:
    """No role can decrypt data by itself: the key works for DynamoDB, S3 and Secrets Manager on a function's behalf."""
    for role in roles(stack):
        for grant in granted(stack, role):
            if any(action.startswith("kms:") for action in grant["Action"]):
                assert grant["Resource"] == ["<DataKey.Arn>"]
                assert list(grant["Condition"]["StringEquals"]) == ["kms:ViaService"]


def test_who_seals_cannot_open() -> None:
    """Of the key for questions to the registry functions may use one half or the other, and only where there is one."""
    on = Stack({"RegistryUrl": "https://registry.example"})
    used = {
        role: grant["Action"]
        for role in roles(on)
        for grant in granted(on, role)
        if "<SealKey.Arn>" in grant["Resource"]
    }
    assert used == {
        "AccountsRole": ["kms:Encrypt"],
        "OwnAccountRole": ["kms:Encrypt"],
        "RegistryCheckerRole": ["kms:Decrypt"],
    }
    off = usual()
    assert not [role for role in roles(off) if "SealKey" in str(granted(off, role))]


def test_every_grant_on_the_table_is_bound_to_partitions(stack: Stack) -> None:
    """No role may touch the whole table but four, which scan holdings, listings, names, or hashes of NIKs."""
    scanned = {}
    for role in roles(stack):
        for grant in granted(stack, role):
            if "<Table.Arn>" in grant["Resource"]:
                assert "dynamodb:PartiQLSelect" not in grant["Action"]
                if "dynamodb:Scan" in grant["Action"]:
                    assert grant["Action"] == ["dynamodb:Scan"]
                    scanned[role] = set(bounds("dynamodb:Scan", grant["Condition"]))
                else:
                    assert grant["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"], role
    assert scanned == {
        "AuditorRole": {*HOLDING},
        "EraserRole": {*NAMES},
        "JobsRole": {*LISTING},
        "NikKeysRole": {*HASHED},
    }
    assert "people" not in LISTING


def test_jobs_change_keys_of_bookings_and_read_nobodys_name(stack: Stack) -> None:
    """Of a booking the role may name the keys in the index and the revision, and nothing of an item comes back."""
    [grant] = [
        grant
        for grant in granted(stack, "JobsRole")
        if "BOOKING#*" in grant.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", ())
    ]
    assert grant["Action"] == ["dynamodb:UpdateItem"]
    assert grant["Condition"]["ForAllValues:StringEquals"] == {
        "dynamodb:Attributes": ["pk", "sk", *INDEX_KEYS, "revision"]
    }
    assert grant["Condition"]["StringEqualsIfExists"] == {"dynamodb:ReturnValues": "NONE"}


def test_who_writes_misses_puts_nothing_else_of_an_account(stack: Stack) -> None:
    """Three roles put items of accounts, which name what a miss has and nothing of a profile."""
    at = datetime(2026, 12, 10, 17, tzinfo=UTC)
    waiver, appeal = Waiver("account", at), Appeal("Kereta mogok.", at)
    where = Slot("bogor", date(2026, 12, 8), "morning"), "Bogor", "Asia/Jakarta"
    full = miss_item(Miss("siti", "A", *where, 1, at, 0, 2, until=at, waiver=waiver, appeal=appeal))
    for role in ("IdentityRole", "MissesRole", "OwnAccountRole"):
        [condition] = [
            grant["Condition"]
            for grant in granted(stack, role)
            if "dynamodb:PutItem" in grant["Action"]
            and "ACCOUNT#*" in grant["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        ]
        assert set(condition["ForAllValues:StringEquals"]["dynamodb:Attributes"]) == set(full), role


def test_audit_records_can_only_be_added(stack: Stack) -> None:
    """No role can change or delete an audit record."""
    may = {
        action
        for role in roles(stack)
        for grant in granted(stack, role)
        for action in grant["Action"]
        for key in grant.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", [])
        if key.startswith("AUDIT#")
    }
    assert may == {"dynamodb:PutItem"}
