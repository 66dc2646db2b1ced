"""The numbers of missed visits."""

from __future__ import annotations

from datetime import timedelta

# what is a miss, and what follows

MISS_FINAL = timedelta(hours=48)
"""How long after its day it is decided whether a visit was missed: until then an office may set right what it noted
(design)."""
MISSES_LOOKED_BACK = 3
"""Days whose misses are decided, so that what an outage left is made up; older ones are let go (the project's choice).
"""
MISS_COUNTS = timedelta(days=365)
"""How long after its day a miss counts, and is kept: a year (design)."""
MISS_FREEZES = (timedelta(0), timedelta(days=14), timedelta(days=30))
"""For how long the first, second and each further miss that counts stops new bookings: the first is only told (design).
"""

# how it is taken back

MISS_ANSWERED = timedelta(days=30)
"""How long after it was decided a miss can be excused by its holder, or appealed against: longer than the first stop,
and the office still remembers (the project's choice)."""
APPEAL_READ = timedelta(hours=72)
"""In what time somebody of the office reads an appeal: three days (design)."""
LONGEST_APPEAL = 500
"""Characters of an appeal: a few sentences (the project's choice)."""
