"""The rules taken out that stand in template.yaml."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_TEMPLATE: Final = "template.yaml"
_LIMITS_OF_SIGN_UP: Final = (
    "          ThrottlingRateLimit: !Ref SignUpRateLimit\n          ThrottlingBurstLimit: !Ref SignUpBurstLimit\n"
)
_LIMITS: Final = (
    "          ThrottlingRateLimit: !Ref ApiRateLimit\n          ThrottlingBurstLimit: !Ref ApiBurstLimit\n"
)
_SIGN_UP: Final = "        - ResourcePath: /~1accounts\n          HttpMethod: POST\n"
_CONFIRM: Final = "        - ResourcePath: /~1accounts~1confirm\n          HttpMethod: POST\n"


def _default(name: str, value: str, other: str) -> tuple[str, str]:
    """Return a parameter with its default, and with another one."""
    kind = "String" if value == '"ON"' else "Number"
    head = f"  {name}:\n    Type: {kind}\n    Default: "
    return f"{head}{value}\n", f"{head}{other}\n"


MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "sign_up_comes_through_our_api",
        _TEMPLATE,
        "        PreSignUp: !GetAtt SignUpGateFunction.Arn\n",
        "        PostConfirmation: !GetAtt SignUpGateFunction.Arn\n",
    ),
    Mutant("sign_up_comes_through_our_api", _TEMPLATE, "          Mutable: false\n", "          Mutable: true\n"),
    Mutant(
        "staff_are_made_by_administrators",
        _TEMPLATE,
        "AllowAdminCreateUserOnly: true",
        "AllowAdminCreateUserOnly: false",
    ),
    Mutant("staff_are_made_by_administrators", _TEMPLATE, "Name: admin_only", "Name: verified_email"),
    Mutant("staff_need_a_second_factor", _TEMPLATE, *_default("StaffMfa", '"ON"', '"OFF"')),
    Mutant("staff_need_a_second_factor", _TEMPLATE, "MfaConfiguration: !Ref StaffMfa", 'MfaConfiguration: "OFF"'),
    Mutant(
        "staff_cannot_give_themselves_offices",
        _TEMPLATE,
        "WriteAttributes: [locale]",
        'WriteAttributes: [locale, "custom:offices"]',
    ),
    Mutant("staff_cannot_give_themselves_offices", _TEMPLATE, "      WriteAttributes: [locale]\n", ""),
)
