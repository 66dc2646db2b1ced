"""The rules of "Operators' changes of a slot", taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_OFFICE_NUMBERS: Final = "layers/core/antrean/policy/offices.py"
_SYSTEM_NUMBERS: Final = "layers/core/antrean/policy/system.py"
_CHANGES: Final = "layers/core/antrean/slots/changes.py"
_STORE: Final = "layers/core/antrean/slots/store.py"
_ITEMS: Final = "layers/core/antrean/slots/items.py"
_FORMS: Final = "layers/core/antrean/slots/quota_forms.py"
_HTTP_FORMS: Final = "layers/core/antrean/http/forms.py"

MUTANTS: Final = (
    Mutant("change_needs_the_version_read", _CHANGES, "if old.version != version:", "if False:"),
    Mutant("change_needs_the_version_read", _CHANGES, "version=old.version + 1", "version=old.version"),
    Mutant(
        "change_needs_the_version_read",
        _CHANGES,
        'Look at it again before you change it.",\n        quota=quota,',
        'Look at it again before you change it.",',
    ),
    Mutant(
        "change_needs_the_version_read",
        _STORE,
        "as_quota(current) if current else old",
        "old",
    ),
    Mutant("capacity_not_below_taken", _CHANGES, "if new.free < 0:", "if False:"),
    Mutant("capacity_not_below_taken", _CHANGES, "if new.free < 0:", "if new.free < 1:"),
    Mutant("capacity_not_below_taken", _CHANGES, "_below_taken(old)", "_below_taken(new)"),
    Mutant("seats_move_by_the_difference", _STORE, "old.seats_left - new.seats_left,", "0,"),
    Mutant("seats_move_by_the_difference", _STORE, "old.seats_kept - new.seats_kept,", "0,"),
    Mutant("seats_move_by_the_difference", _CHANGES, "old.seats_left + old.seats_kept + more - kept", "old.seats_left"),
    Mutant(
        "repeated_change_is_made_once",
        _CHANGES,
        "    if old.last_change == change_id:\n        return old\n    for",
        "    for",
    ),
    Mutant(
        "repeated_change_is_made_once",
        _CHANGES,
        "            if old.last_change == change_id:",
        "            if False:",
    ),
    Mutant("repeated_change_is_made_once", _CHANGES, "last_change=change_id,", "last_change=None,"),
    Mutant(
        "change_leaves_an_audit_record",
        _STORE,
        "self._table.transact([quota_action, ",
        "self._table.transact([quota_action]) or self._table.transact([",
    ),
    Mutant("change_leaves_an_audit_record", _ITEMS, '"operator": operator,', '"operator": "",'),
    Mutant("change_leaves_an_audit_record", _ITEMS, '"before": _recorded(old)', '"before": _recorded(new)'),
    Mutant("change_leaves_an_audit_record", _ITEMS, '"after": _recorded(new)', '"after": _recorded(old)'),
    Mutant("change_leaves_an_audit_record", _ITEMS, '"reason": reason,', '"reason": "",'),
    Mutant("change_leaves_an_audit_record", _CHANGES, "operator, request.reason,", 'operator, new.reason or "",'),
    Mutant(
        "audit_records_are_only_added",
        "template.yaml",
        "- Effect: Allow\n"
        "                Action: [dynamodb:PutItem]\n"
        "                Resource: !GetAtt Table.Arn\n"
        '                Condition: {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}}',
        "- Effect: Allow\n"
        "                Action: [dynamodb:PutItem, dynamodb:DeleteItem]\n"
        "                Resource: !GetAtt Table.Arn\n"
        '                Condition: {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}}',
    ),
    Mutant("change_needs_a_reason", _SYSTEM_NUMBERS, "LONGEST_REASON = 200", "LONGEST_REASON = 201"),
    Mutant("change_needs_a_reason", _SYSTEM_NUMBERS, "LONGEST_REASON = 200", "LONGEST_REASON = 199"),
    Mutant(
        "change_needs_a_reason",
        _FORMS,
        "    reason: Reason\n",
        '    reason: Reason = "-"\n',
    ),
    Mutant("reason_holds_no_nik", _SYSTEM_NUMBERS, "MOST_REASON_DIGITS = 12", "MOST_REASON_DIGITS = 13"),
    Mutant("reason_holds_no_nik", _SYSTEM_NUMBERS, "MOST_REASON_DIGITS = 12", "MOST_REASON_DIGITS = 11"),
    Mutant("reason_holds_no_nik", _HTTP_FORMS, "    at_most_digits(MOST_REASON_DIGITS),\n", ""),
    Mutant("reason_holds_no_nik", _HTTP_FORMS, "sum(char.isnumeric()", "sum(char.isdigit()"),
    Mutant("reason_holds_no_nik", _HTTP_FORMS, "sum(char.isnumeric()", "sum(char in '0123456789'"),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, "    AfterValidator(without_web_address),\n", ""),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, 'r"://|', 'r"'),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, r"|0(?:\.0+){3}", ""),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, r"[a0]\.a{2}", r"[a0]\.a"),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, r"[a0]\.a{2}", r"[a0]\.[a0]{2}"),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, 'unicodedata.normalize("NFKC", value)', "value"),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, '"M": "a", ', ""),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, '"S": "a", ', ""),
    Mutant("reason_leads_to_no_page", _HTTP_FORMS, r'"\u3002": ".", ', ""),
    Mutant("change_changes_something", _FORMS, "if self.capacity is None and self.state", "if False and self.state"),
    Mutant("change_changes_something", _FORMS, "and self.opens_at is None:", "and True:"),
    Mutant("capacity_has_a_limit", _OFFICE_NUMBERS, "LARGEST_CAPACITY = 10_000", "LARGEST_CAPACITY = 10_001"),
    Mutant("capacity_has_a_limit", _OFFICE_NUMBERS, "LARGEST_CAPACITY = 10_000", "LARGEST_CAPACITY = 9_999"),
    Mutant("capacity_has_a_limit", _FORMS, "Field(ge=0, le=LARGEST", "Field(ge=-1, le=LARGEST"),
    Mutant("capacity_has_a_limit", _FORMS, "Field(ge=0, le=LARGEST", "Field(ge=1, le=LARGEST"),
    Mutant("opening_is_of_this_century", _HTTP_FORMS, "(?:20[0-9]{{2}}|2100)", "(?:[0-9]{{4}})"),
    Mutant("opening_is_of_this_century", _HTTP_FORMS, "(?:20[0-9]{{2}}|2100)", "(?:20[0-9]{{2}})"),
    Mutant("opening_is_of_this_century", _HTTP_FORMS, "{{1,6}})?{_OFFSET}", "{{1,6}})?"),
    Mutant("opening_is_of_this_century", _HTTP_FORMS, "BeforeValidator(_instant), ", ""),
    Mutant("opened_slot_has_no_reason", _CHANGES, 'reason if state == "closed" else None', "reason"),
    Mutant("opened_slot_has_no_reason", _STORE, '[] if new.reason else ["reason"]', "list[str]()"),
    Mutant("unpublished_slot_cannot_be_changed", _CHANGES, "if old is None:", "if False:"),
    Mutant("unpublished_slot_cannot_be_changed", _CHANGES, "Code.NOT_FOUND", "Code.VERSION_CONFLICT"),
)
