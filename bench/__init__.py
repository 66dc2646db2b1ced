"""Measurements: `make bench` makes them all and writes docs/performance.md; `python -m bench <name>` makes one."""
