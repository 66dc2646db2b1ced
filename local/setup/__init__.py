"""What installs things: the environments of Python, the packages of npm, Chromium.

It runs before anything is installed, so it imports nothing but the standard library.
"""
