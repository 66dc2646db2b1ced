"""What every other folder uses: the clock, days, the numbers of the rules, refusals, ids and the deadline.

Nothing here calls a service of AWS.
"""
