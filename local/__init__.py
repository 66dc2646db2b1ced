"""`make run`: the real stack of template.yaml on an embedded AWS (ministack), on this machine only."""
