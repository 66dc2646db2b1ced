"""What a booking looks like outside: ticket, QR code, calendar file, and the receipts that hold them."""
