"""Antrean Paspor: the rules of the passport queue, and the adapters they need.

A folder is something that a citizen or an officer could name, and each imports only those that are printed below it:

    wiring_staff  builds what only the functions of the staff, of the hall and by hand work with
    wiring_misses  builds what decides misses and takes them back
    wiring_notices  builds what makes notices and brings them to people
    wiring_seats  builds what reads and writes the summary of seats
    wiring      builds the adapters that a function works with, from its environment; only functions import it
    audit/      every seat of every slot, counted again
    keys/       the key of NIKs, replaced by hand: what is found under which version, and when a version may end
    cards/      what officers at a counter do with an account, once they have seen the identity card
    account/    what people do with their account: what is known of them, who looked, their turn, closing and erasing
    hall/       the office's day: who has arrived, who waits in which lane, who is called to which counter
    notices/    who is told what, and when
    tickets/    the ticket, its QR code, the calendar file, and the receipts that hold them
    listings/   people whom another account has booked: what they see of it, and how they get out
    misses/     visits to which nobody came although the office received others, and what follows
    closures/   an office closes slots: whom that displaces, what they may do, and how the slots are opened again
    waiting/    who waits for seats that others give back, in which order, and what they are offered
    changes/    what a citizen does to a booking: book, add, move, cancel, leave
    bookings/   a booking and its people; claim seats, commit, settle, resolve
    seats/      where seats are left at all offices, summed up in one item that everybody can read
    slots/      how a slot stands, where seats are left, when it closes, what is kept, who publishes and changes it
    guards/     what keeps a person to one booking at a time, whoever made it
    staff/      who works at the offices: administrators invite them, and say what they may do and where
    login/      how citizens register, log in, choose another password, and end their sessions
    household/  whom a citizen books again and again, kept on the account
    registry/   how sure it is whose a NIK is: what the civil registry says of a person, and who wins a NIK
    people/     NIK, account and its limits
    proofs/     what proves who somebody is: mailed codes, mailboxes, passwords
    offices/    where offices are, when they serve, which holidays they keep, and which staff may act for them
    turns/      when each account may claim what everybody wants at one instant, and what is drawn for that
    messages/   what is sent to people
    jobs/       long work over the whole table, done once, in steps that can be cut short
    http/       requests and answers: routes, forms, problems
    aws/        a table, a bucket, a queue, a stream and a secret, with one call policy
    base/       the clock, days, texts as they are typed, refusals, attempts, ids, the deadline
    policy/     every number of the rules, with its reason and its source
"""

import gc

# Nearly everything that a cold start allocates stays in use. By default Python still searches it for garbage forty
# times, which takes a fifteenth of the cold start of a booking. With this threshold the searches begin later.
gc.set_threshold(100_000)
