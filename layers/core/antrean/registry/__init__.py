"""What the civil registry says of a person, and how sure it makes the identity of an account."""
