"""Clients that generators make from docs/openapi.json, in `make prove`; `make clients` installs the generators."""
