"""The engine of `make mutants`: it reads the page, changes a copy of the tree, and runs the tests that should notice."""
