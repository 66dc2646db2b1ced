"""Who is told what, and when: one notice for each thing that one person is told once."""
