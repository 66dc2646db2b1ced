"""Seats of one slot in a rush: sold by the product and by the textbook, with locks, and refused when sold out."""
