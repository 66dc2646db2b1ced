"""What the staff's pages are tried with: a pool that asks everything AWS's asks, and people at a desk or a tablet."""
