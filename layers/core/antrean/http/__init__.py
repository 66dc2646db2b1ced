"""Requests and answers over HTTP: routes, answers, and problems by code."""
