"""What people do with their account: see what is known, who looked, when their turn is; close it, erase it."""
