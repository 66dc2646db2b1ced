"""The embedded AWS (ministack): its process, its clients, the mails it kept, and what it leaves undone of our template.

It imports `local.state` and, of the other packages, `deploy`.
"""
