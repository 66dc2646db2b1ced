"""Every hour: recompute the seats of every slot to come, write metrics, and name the broken slots in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from antrean import wiring
from antrean.audit.recount import SEGMENTS, audit


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Audit, and return how many slots were judged, which are broken, and how many could not be judged.

    A broken slot is no failure of the run: an alarm watches the metric. Raises `Busy` where the table cannot be read.
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
            seats_kept=balance.seats_kept,
            held=balance.held,
            claimed=balance.claimed,
            next_number=balance.next_number,
        )
    for slot in found.unjudged:
        logger.warning("slot unjudged", office=slot.office_id, date=slot.date, session=slot.session)
    for slot in found.many_numbers:
        logger.warning("slot gave many numbers", office=slot.office_id, date=slot.date, session=slot.session)
    counts = {
        "SlotsAudited": found.judged,
        "SlotsBroken": len(found.broken),
        "SlotsUnjudged": len(found.unjudged),
        "SlotsWithManyNumbers": len(found.many_numbers),
    }
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
    return {
        "audited": found.judged,
        "broken": [balance.slot.path for balance in found.broken],
        "unjudged": len(found.unjudged),
        "many_numbers": len(found.many_numbers),
    }
