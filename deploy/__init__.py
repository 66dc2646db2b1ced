"""What brings the system to AWS: what CloudFormation says of a stack, and the website's files.

It imports none of `contract`, `local`, `bench` and `tests`; `local` imports it, to serve the same files as AWS does.
"""
