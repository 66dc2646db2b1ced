"""The contract with the clients of the API: `docs/openapi.json`, made from what the handlers declare.

It imports the package and the handlers only: never `deploy`, `local`, `bench` or `tests`.
"""
