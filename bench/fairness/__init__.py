"""Who gets the seats under which policy: honest people, programs, brokers and sellers against the real rules."""
