"""What is promised to others: `docs/openapi.json`, made from what the handlers declare, and the records of processing.

It imports the package and the handlers only: never `deploy`, `local`, `bench` or `tests`.
"""
