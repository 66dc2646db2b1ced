"""What proves who somebody is: mailed codes, mailboxes, passwords."""
