"""A booking as people carry it: the ticket, the QR code, the calendar file, and the receipts in the bucket."""
