"""`make run`: the real stack of template.yaml on an embedded AWS (ministack), on this machine only.

The modules here import the folders below them, of which each imports only those after it: `seed` (what a new copy is
filled with), `aws` (the embedded AWS), `state` (where one copy lives). `setup` holds the scripts that install things
and is no Python. Of the other packages `local` imports `antrean`, `contract` and `deploy`, which never import `local`;
and nothing here imports `tests` or `bench`.
"""
