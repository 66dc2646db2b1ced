"""The audit: every seat of every slot is counted again from the bookings."""
