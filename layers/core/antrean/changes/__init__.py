"""What a citizen does to a booking: book, add, move, leave, cancel."""
