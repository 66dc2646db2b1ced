"""Every hour: recompute every slot to come, count what was found in metrics, and name the slots that are broken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from antrean import wiring
from antrean.audit.recount import SEGMENTS, audit


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Audit, and tell how many slots were judged, which are broken, and how many never stood still.

    A broken slot is no failure of the run: the alarm is on the metric. Raises `Busy` where the table cannot be read.
    """
    logger, metrics, store = Logger(), Metrics(), wiring.store()
    with ThreadPoolExecutor(SEGMENTS) as pool:
        found = audit(store, wiring.CLOCK, store.offices.all(), pool.map)
    for balance in found.broken:
        logger.error(
            "slot broken",
            office=balance.slot.office_id,
            date=balance.slot.date,
            session=balance.slot.session,
            breaks=balance.breaks,
            capacity=balance.capacity,
            seats_left=balance.seats_left,
            held=balance.held,
            claimed=balance.claimed,
            next_number=balance.next_number,
        )
    counts = {
        "SlotsAudited": found.judged,
        "SlotsBroken": len(found.broken),
        "SlotsUnjudged": len(found.unjudged),
    }
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
    slots = [balance.slot for balance in found.broken]
    return {
        "audited": found.judged,
        "broken": [f"{slot.office_id}/{slot.date}/{slot.session}" for slot in slots],
        "unjudged": len(found.unjudged),
    }
