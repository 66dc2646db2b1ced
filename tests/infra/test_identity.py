"""The two user pools."""

from __future__ import annotations

import unicodedata

import pytest

from antrean.login.identity import ACCOUNT_ATTRIBUTE, PROOF_ATTRIBUTE
from antrean.messages.letters import code_mail
from deploy.code_mail import TEMPLATE, with_code_mail
from tests.infra.stack import Stack

CLIENTS = ("CitizenClient", "StaffClient")


def test_citizens_sign_up_by_e_mail(stack: Stack) -> None:
    """A citizen's user name is an e-mail address, in any case of letters; Cognito itself sets no new password."""
    pool = stack.properties("CitizenPool")
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": False}
    assert pool["AccountRecoverySetting"]["RecoveryMechanisms"] == [{"Name": "admin_only", "Priority": 1}]
    template = pool["VerificationMessageTemplate"]
    assert template["DefaultEmailOption"] == "CONFIRM_WITH_CODE"
    assert pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"


def test_one_mail_for_every_code_speaks_two_languages(stack: Stack) -> None:
    """Cognito sends it to users of earlier releases; it speaks of nothing but a code, which stands in it once."""
    template = stack.properties("CitizenPool")["VerificationMessageTemplate"]
    message = template["EmailMessage"]
    assert message.count("{##") == message.count("{####}") == 1
    for word in ("mendaftar", "pendaftaran", "sandi", "regist", "password", "sign up"):
        assert word not in message.lower()
    assert "abaikan email ini" in message
    assert "ignore this mail" in message
    assert template["EmailSubject"] == "Kode Antrean Paspor Anda / Your Antrean Paspor code"


def test_the_mail_with_a_code_has_the_look_of_all_mails(stack: Stack) -> None:
    """The template holds what the package writes, and Cognito takes it: short, and of the characters that it names."""
    template, mail = stack.properties("CitizenPool")["VerificationMessageTemplate"], code_mail()
    assert (template["EmailSubject"], template["EmailMessage"]) == (mail.subject, mail.html), "run `make code-mail`"
    assert len(mail.html) <= 20_000
    assert len(mail.subject) <= 140
    # letters, marks, symbols, numbers, punctuation and what Java calls a space: no no-break space, no joiner
    strange = {
        each for each in mail.html + mail.subject if unicodedata.category(each)[0] not in "LMSNP" and each != " "
    }
    assert not strange


def test_writing_the_mail_changes_nothing_else() -> None:
    """The template of today stays byte by byte; an older mail in it is replaced."""
    template = TEMPLATE.read_text(encoding="utf-8")
    assert with_code_mail(template) == template
    older = template.replace("Enter this code", "Type this code").replace("Kode Antrean Paspor Anda / ", "Kode / ")
    assert older != template
    assert with_code_mail(older) == template


def test_sender_identity_may_be_a_domain() -> None:
    """Cognito mails through the sender's own SES identity, or through that of its domain where it is given."""
    plain = Stack({"MailSender": "a@example.org"}).properties("CitizenPool")["EmailConfiguration"]
    assert plain["SourceArn"].endswith(":identity/a@example.org")
    domain = Stack({"MailSender": "a@example.org", "MailIdentity": "example.org"})
    assert domain.properties("CitizenPool")["EmailConfiguration"]["SourceArn"].endswith(":identity/example.org")


def test_the_staff_is_mailed_as_the_citizens_are(stack: Stack) -> None:
    """Invitations go through SES too: Cognito's own sender stops at 50 mails a day."""
    staff, citizens = (stack.properties(f"{whose}Pool")["EmailConfiguration"] for whose in ("Staff", "Citizen"))
    assert staff == citizens
    assert staff["EmailSendingAccount"] == "DEVELOPER"


def test_every_sign_up_passes_the_gate(stack: Stack) -> None:
    """Cognito asks our gate before each sign-up, and only this pool may call it."""
    assert stack.properties("CitizenPool")["LambdaConfig"] == {"PreSignUp": "<SignUpGateFunctionAliaslive>"}
    permission = stack.properties("SignUpGatePermission")
    assert permission["FunctionName"] == "<SignUpGateFunctionAliaslive>"
    assert permission["Principal"] == "cognito-idp.amazonaws.com"
    assert permission["SourceArn"] == "<CitizenPool.Arn>"


def test_gate_can_check_the_proof_and_nobody_can_change_it(stack: Stack) -> None:
    """The client may give the proof and the account at sign-up, never afterwards, and reads back the account alone."""
    attributes = stack.properties("CitizenPool")["Schema"]
    assert [f"custom:{attribute['Name']}" for attribute in attributes] == [PROOF_ATTRIBUTE, ACCOUNT_ATTRIBUTE]
    assert not any(attribute["Mutable"] for attribute in attributes)
    client = stack.properties("CitizenClient")
    assert set(client["WriteAttributes"]) == {"email", ACCOUNT_ATTRIBUTE, PROOF_ATTRIBUTE}
    assert set(client["ReadAttributes"]) == {"email", "email_verified", ACCOUNT_ATTRIBUTE}


def test_staff_cannot_sign_up_or_reset_passwords_themselves(stack: Stack) -> None:
    """Staff users are made by administrators only."""
    pool = stack.properties("StaffPool")
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["AccountRecoverySetting"]["RecoveryMechanisms"] == [{"Name": "admin_only", "Priority": 1}]


def test_staff_need_a_second_factor_on_aws(stack: Stack, one_machine: Stack) -> None:
    """Authenticator codes are asked for unless the parameter for one machine says otherwise."""
    assert stack.properties("StaffPool")["MfaConfiguration"] == "ON"
    assert stack.properties("StaffPool")["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert one_machine.properties("StaffPool")["MfaConfiguration"] == "OFF"
    assert "EnabledMfas" not in one_machine.properties("StaffPool")


def test_staff_cannot_give_themselves_offices(stack: Stack) -> None:
    """The offices of an officer are in the token but cannot be written with it."""
    client = stack.properties("StaffClient")
    assert "custom:offices" in client["ReadAttributes"]
    assert client["WriteAttributes"]
    assert not [name for name in client["WriteAttributes"] if name.startswith("custom:")]


def test_groups_are_those_that_the_rules_know(stack: Stack) -> None:
    """Officers, supervisors, operators and administrators, in the staff pool."""
    groups = stack.of_type("AWS::Cognito::UserPoolGroup").values()
    assert {(group["UserPoolId"], group["GroupName"]) for group in groups} == {
        ("<StaffPool>", "officers"),
        ("<StaffPool>", "supervisors"),
        ("<StaffPool>", "operators"),
        ("<StaffPool>", "administrators"),
    }


def test_tokens_of_the_staff_end_soon(stack: Stack) -> None:
    """Ten minutes after a dismissal nothing works any more, and no login outlives a working day."""
    client = stack.properties("StaffClient")
    units = {"IdToken": "minutes", "AccessToken": "minutes", "RefreshToken": "hours"}
    assert client["TokenValidityUnits"] == units
    assert [client[f"{token}Validity"] for token in units] == [10, 10, 10]


def test_how_long_tokens_live(stack: Stack) -> None:
    """Those of citizens as long as Cognito lets them: a rush of reloads asks for none. Of the staff briefly."""
    client = stack.properties("CitizenClient")
    units = {"IdToken": "hours", "AccessToken": "hours", "RefreshToken": "days"}
    assert client["TokenValidityUnits"] == units
    assert [client[f"{token}Validity"] for token in units] == [24, 1, 30]
    assert stack.properties("StaffClient")["IdTokenValidity"] == 10


def test_the_first_login_has_time_for_an_authenticator(stack: Stack) -> None:
    """Cognito waits 3 to 15 minutes for the next answer of a login ("CreateUserPoolClient")."""
    assert stack.properties("StaffClient")["AuthSessionValidity"] == 15


@pytest.mark.parametrize("name", CLIENTS)
def test_clients_have_no_secret_and_do_not_tell_who_exists(stack: Stack, name: str) -> None:
    """A page cannot keep a secret; a wrong password and an unknown user get the same answer."""
    client = stack.properties(name)
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True


@pytest.mark.parametrize(("name", "shortest"), [("CitizenPool", 10), ("StaffPool", 12)])
def test_passwords_are_long_and_free_of_composition_rules(stack: Stack, name: str, shortest: int) -> None:
    """NIST SP 800-63B: length counts, rules of composition do not."""
    policy = stack.properties(name)["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] == shortest
    required = [policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols")]
    assert required == [False] * 4
