"""Every rule of `docs/rules.md` taken out, one by one, to see that a plain test notices: `make mutants`."""
