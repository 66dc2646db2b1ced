"""How sure it is whose a NIK is: what the civil registry says of a person, and who wins a NIK."""
