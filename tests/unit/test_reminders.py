"""Reminders: due in the time of each office, once for each slot, never after the window began."""

from __future__ import annotations

from datetime import timedelta

MINUTE = timedelta(minutes=1)
