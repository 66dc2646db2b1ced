"""What the tests and the measurements both work with: fakes of AWS in memory, meters, the events' reader, a browser.

The package imports neither of them, so that a figure never depends on a test.
"""
