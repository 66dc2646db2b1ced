"""Antrean Paspor: the rules of the passport queue, and the adapters they need."""

import gc

# At a cold start nearly everything that is allocated stays. By default Python looks through it for garbage forty
# times, a fifteenth of the cold start of a booking; so it begins later, and then goes on as ever.
gc.set_threshold(100_000)
