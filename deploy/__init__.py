"""What brings the system to AWS: what CloudFormation says of a stack, the website's files, and the mail of codes.

It imports none of `contract`, `local`, `bench` and `tests`; `local` imports it, to serve the same files as AWS does.
"""
