"""What people do with their account itself: see what is known of them and who looked, close it, and have it erased."""
