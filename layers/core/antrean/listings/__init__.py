"""People whom another account has booked: what they see of it, and how they get out."""
