"""Measurements of the project: `make bench` makes them all, `make bench <name>` makes one of them.

Each folder imports only folders that are printed below it:

    __main__       the command line, and the list of measurements
    seats/         one slot in a rush: sold by the product and by the textbook, with locks, and refused when sold out
    costs/         DynamoDB calls and units of each operation, and of an office's availability
    cold_start/    cold starts against a usual function, or against another checkout; sizes of what is uploaded
    warm_cpu/      the processor time of a warm booking
    day/           an office's day on the deployed system: door, counters, board, many quotas, the staff's pages
    website/       the website's weight, its front page on a slow line, a newcomer's way to a QR code, Lighthouse
    fairness/      who gets the seats under which policy: people, programs and brokers against the real rules
    surroundings/  what measured code runs on: the embedded AWS, the system, files that Lambda has, AWS on tape
    report/        what a measurement found: its section, its plots, the page of all sections
"""
