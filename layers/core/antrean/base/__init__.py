"""What every folder stands on: the clock, the refusals, ids, and the end of an invocation. Knows nothing of AWS."""
