"""What a new local copy is filled with: offices and quotas, the demo people, and a booking for today.

It imports `local.aws` and `local.state`, and of the other packages `antrean` and `deploy`.
"""
