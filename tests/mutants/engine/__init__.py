"""The engine of `make mutants`: reads the page, changes copies of the tree, runs the tests that should notice."""
