"""Where one local copy of the system lives: its settings, its ports, the lock on its folder, the file that names all.

It imports `deploy` only.
"""
