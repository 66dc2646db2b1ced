"""What people tried against the rules, each first with its rule taken out: there it must succeed.

An attacker has accounts and asks the real handlers, as often and as many at a time as they like. The table is in memory
and the clock is the test's, since most attacks take hours or days. `city.py` is the system, `left_out.py` are the rules
to take out.
"""
