"""The records of processing (UU 27/2022, article 31): one table of everything that is kept, and the part of a page.

`model` says what a row is, `accounts`, `bookings`, `offices` and `elsewhere` have the rows, and `page` writes them into
`docs/privacy.md`. Whoever adds an attribute to an item, or a bucket, a queue or a log to the template, adds it here:
`tests/unit/test_records.py` says where.
"""
