"""An office's day on the deployed system: its door, counters and board, and quotas of many days, as people see them."""
