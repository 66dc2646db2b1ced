"""What officers at a counter do with an account, once they have seen the identity card of whose it is."""
