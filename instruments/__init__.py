"""What the tests and the measurements both work with: fakes of AWS in memory, meters, the events' reader, a browser.

The package imports neither of them, so that a figure never depends on a test. Each folder or module imports only those
that are printed below it:

    mails      every mail that people get, and its picture
    handbook   the pictures of the staff's handbook, taken from the running system
    clips      the recorded words of the board, spoken by a free voice
    browser/   Chromium and Firefox, what a page needs until it can be read, and a newcomer's way through all pages
    replay/    the files under events/, made-up people, and fakes of every service around the functions
    dynamodb/  a table in memory, scratch tables, raw reads, what calls cost, and the referee of a rush
    bookings   a made-up booking
    naive      what a naive system does in place of a rule
    stand_in   fakes in the place of botocore's clients
    stepping_clock  a clock that goes on whenever it is looked at
    at_once    calls in threads that all begin together
    system     the whole system, started as `make run` does
    ports      free ports of this machine
"""
