"""What an event left behind in the world of a replay, as the files under events/ name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antrean.base.ids import KEPT
from antrean.bookings.items import BY_DAY
from antrean.seats.store import as_summary, summary_key
from instruments.replay.events import ENVIRONMENT
from instruments.replay.world import seats_in

if TYPE_CHECKING:
    from instruments.replay.world import World


def outcome(world: World) -> dict[str, Any]:
    """What an event left behind, as the files name it."""
    items = world.items()
    profiles = [item for item in items if item["sk"] == "PROFILE"]
    return {
        "seats_left": seats_in(items, "seats_left"),
        "seats_kept": seats_in(items, "seats_kept"),
        "mails_to": [to for to, _ in world.postbox.sent],
        "receipts": sorted(key.rpartition(".")[2] for key in world.objects.objects),
        "users": {user.email: "confirmed" if user.confirmed else "unconfirmed" for user in world.pool.users.values()},
        "accounts": sorted(item["pk"].removeprefix("ACCOUNT#") for item in profiles),
        "levels": {
            item["pk"].removeprefix("ACCOUNT#"): f"{item.get('level', 0)} {item.get('registry', 'not asked')}"
            for item in profiles
        },
        "questions": len(world.queues.bodies(ENVIRONMENT["CHECKS_URL"])),
        "failed_batches": len(world.queues.bodies(ENVIRONMENT["RECEIPT_FAILURES_URL"])),
        "given_up": len(world.queues.bodies(ENVIRONMENT["CHANGE_FAILURES_URL"])),
        "waiting": world.queues.bodies(ENVIRONMENT["NOTICES_URL"]),
        "notices": sorted(
            f"{item['pk'].removeprefix('NOTICE#')} {item['state']}" for item in items if item["sk"] == "NOTICE"
        ),
        "unreachable": sum(item["sk"] == "SUPPRESSED" for item in items),
        "pepper": world.secrets.labels.get(KEPT, "").lstrip("0") or None,
        "deployment": world.told_cloudformation[-1:],
        "listed": sum(BY_DAY in item for item in items),
        "audits": sum(item["pk"].startswith("AUDIT#") for item in items),
        "missed": sorted(item["pk"].removeprefix("ACCOUNT#") for item in items if item["sk"].startswith("MISS#")),
        "summed_up": {
            office_id: [f"{slot.date}/{slot.session} {slot.seats}" for slot in office.slots]
            for item in items
            if (item["pk"], item["sk"]) == summary_key()
            for office_id, office in as_summary(item).offices.items()
        },
        "seen": sum(item["pk"].startswith("SEEN#") for item in items),
    }
