"""The rules taken out that stand in template.yaml."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_TEMPLATE: Final = "template.yaml"
_LETTERS: Final = "layers/core/antrean/messages/letters.py"
_LOOK: Final = "layers/core/antrean/messages/look.py"
_SIGN_UP: Final = "        - ResourcePath: /~1accounts\n          HttpMethod: POST\n"
_CONFIRM: Final = "        - ResourcePath: /~1accounts~1confirm\n          HttpMethod: POST\n"


def _default(name: str, value: str, other: str) -> tuple[str, str]:
    """Return a parameter with its default, and with another one."""
    kind = "String" if value == '"ON"' else "Number"
    head = f"  {name}:\n    Type: {kind}\n    Default: "
    return f"{head}{value}\n", f"{head}{other}\n"


_ACCOUNTS_VERSION = (
    "      VersionDescription: !Sub\n"
    '        - "${PythonRuntime} ${Architecture} ${LogLevel} ${MailSender} ${CitizenClient}'
    ' ${WhatsAppNumberId} ${Site} ${Key} ${Level}"'
)
_BOOKINGS_SITE: Final = ' ${Site} ${Level}"\n        - Site: *known_site_url'
MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "sign_up_comes_through_our_api",
        _TEMPLATE,
        "        PreSignUp: !Ref SignUpGateFunction.Alias\n",
        "        PostConfirmation: !Ref SignUpGateFunction.Alias\n",
    ),
    Mutant(
        "sign_up_comes_through_our_api",
        _TEMPLATE,
        "        - Name: account_id\n          AttributeDataType: String\n          Mutable: false\n",
        "        - Name: account_id\n          AttributeDataType: String\n          Mutable: true\n",
    ),
    Mutant(
        "code_mail_is_neutral",
        _TEMPLATE,
        "Enter this code on the page",
        "Enter this code to finish registering",
    ),
    Mutant("code_mail_is_neutral", _TEMPLATE, "          ignore this mail.", "          write to us."),
    Mutant("code_mail_is_neutral", _TEMPLATE, "<p>Kode Anda / Your code:</p>", "<p>Kode Anda {####} / Your code:</p>"),
    Mutant("code_mail_has_the_look", _TEMPLATE, '<p class="code">{####}</p>', "<p>{####}</p>"),
    Mutant(
        "code_mail_has_the_look", _LETTERS, 'english = Content(language="en", ', 'english = Content(language="id", '
    ),
    Mutant("code_mail_has_the_look", _LOOK, '<p class="foot">{foot}</p>', '<p class="foot">{foot}\u00a0</p>'),
    Mutant("code_mail_has_the_look", "deploy/code_mail.py", "break_on_hyphens=False", "break_on_hyphens=True"),
    Mutant(
        "staff_are_made_by_administrators",
        _TEMPLATE,
        "AllowAdminCreateUserOnly: true",
        "AllowAdminCreateUserOnly: false",
    ),
    Mutant(
        "staff_are_made_by_administrators",
        _TEMPLATE,
        "admin_only, Priority: 1}]\n      # Invitations",
        "verified_email, Priority: 1}]\n      # Invitations",
    ),
    Mutant("staff_need_a_second_factor", _TEMPLATE, *_default("StaffMfa", '"ON"', '"OFF"')),
    Mutant("staff_need_a_second_factor", _TEMPLATE, "MfaConfiguration: !Ref StaffMfa", 'MfaConfiguration: "OFF"'),
    Mutant(
        "staff_cannot_give_themselves_offices",
        _TEMPLATE,
        "WriteAttributes: [locale]",
        'WriteAttributes: [locale, "custom:offices"]',
    ),
    Mutant("staff_cannot_give_themselves_offices", _TEMPLATE, "      WriteAttributes: [locale]\n", ""),
    Mutant("password_form", _TEMPLATE, "MinimumLength: 10", "MinimumLength: 8"),
    Mutant("password_form", _TEMPLATE, "MinimumLength: 12", "MinimumLength: 10"),
    Mutant(
        "password_form",
        _TEMPLATE,
        "MinimumLength: 10\n          RequireLowercase: false",
        "MinimumLength: 10\n          RequireLowercase: true",
    ),
    Mutant("throttles", _TEMPLATE, *_default("ApiRateLimit", "1000", "10000")),
    Mutant("throttles", _TEMPLATE, *_default("ApiBurstLimit", "2000", "5000")),
    Mutant("throttles", _TEMPLATE, *_default("SignUpRateLimit", "25", "250")),
    Mutant("throttles", _TEMPLATE, *_default("SignUpBurstLimit", "25", "250")),
    Mutant("throttles", _TEMPLATE, "          ThrottlingRateLimit: !Ref ApiRateLimit\n", ""),
    Mutant("throttles", _TEMPLATE, _SIGN_UP, _SIGN_UP.replace("POST", "GET")),
    Mutant("throttles", _TEMPLATE, _CONFIRM, _CONFIRM.replace("POST", "GET")),
    Mutant(
        "concurrency_is_reserved",
        _TEMPLATE,
        "      ReservedConcurrentExecutions: !If [BookingsReserved, !Ref BookingsConcurrency, !Ref AWS::NoValue]\n",
        "",
    ),
    Mutant(
        "concurrency_is_reserved",
        _TEMPLATE,
        "[GateReserved, !Ref GateConcurrency,",
        "[GateReserved, !Ref SweeperConcurrency,",
    ),
    Mutant("concurrency_is_reserved", _TEMPLATE, '!Not [!Equals [!Ref SweeperConcurrency, "0"]]', '!Equals ["0", "0"]'),
    Mutant("concurrency_is_reserved", "samconfig.toml", '"BookingsConcurrency=500"', '"BookingsConcurrency=100"'),
    Mutant("concurrency_is_reserved", "samconfig.toml", '"GateConcurrency=50"', '"GateConcurrency=500"'),
    Mutant("live_is_what_runs", _TEMPLATE, "    AutoPublishAlias: live\n", ""),
    Mutant(
        "live_is_what_runs",
        _TEMPLATE,
        "        Arn: !Ref SweeperFunction.Alias\n",
        "        Arn: !GetAtt SweeperFunction.Arn\n",
    ),
    Mutant("live_is_what_runs", _TEMPLATE, "      PublishLambdaVersion: true\n", ""),
    Mutant(
        "live_is_what_runs",
        _TEMPLATE,
        f"      AutoPublishAliasAllProperties: true\n{_ACCOUNTS_VERSION}",
        _ACCOUNTS_VERSION,
    ),
    Mutant(
        "live_is_what_runs", _TEMPLATE, " ${LogLevel} ${MailSender} ${CitizenClient}", " ${LogLevel} ${CitizenClient}"
    ),
    Mutant("live_is_what_runs", _TEMPLATE, f" ${{MailSender}}{_BOOKINGS_SITE}", _BOOKINGS_SITE),
    Mutant("live_is_what_runs", _TEMPLATE, _BOOKINGS_SITE, _BOOKINGS_SITE.replace(" ${Site}", "")),
    Mutant(
        "live_is_what_runs",
        _TEMPLATE,
        "${MailSender} ${CitizenClient} ${WhatsAppNumberId}",
        "${MailSender} ${WhatsAppNumberId}",
    ),
    Mutant("live_is_what_runs", _TEMPLATE, " ${WhatsAppNumberId} ${Site}", " ${Site}"),
    Mutant("live_is_what_runs", _TEMPLATE, " ${WhatsAppNumberId} ${Site}", " ${WhatsAppNumberId}"),
    Mutant(
        "live_is_what_runs",
        _TEMPLATE,
        '"${PythonRuntime} ${Architecture} ${LogLevel}"',
        '"${PythonRuntime} ${Architecture}"',
    ),
    Mutant("canary", _TEMPLATE, "      Enabled: !FindInMap [Canary, !Ref Canary, Enabled]\n", "      Enabled: false\n"),
    Mutant("canary", _TEMPLATE, "      Alarms: [!Ref ApiServerErrorsAlarm]\n", ""),
    Mutant("canary", _TEMPLATE, "    Canary10Percent10Minutes: {", "    Canary10Percent5Minutes: {"),
    Mutant("canary", "samconfig.toml", '    "Canary=Canary10Percent10Minutes",\n]\n\n', "]\n\n"),
)
