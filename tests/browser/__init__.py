"""The website as people use it: a real browser, by keyboard, on a telephone and on a desk."""
