"""What measured code runs on: the embedded AWS, the files that Lambda would have, and AWS on tape."""
