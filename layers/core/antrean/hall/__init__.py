"""The office's day: who has arrived, who waits in which lane, and who is called to which counter."""
