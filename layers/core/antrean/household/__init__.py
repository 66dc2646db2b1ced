"""Whom a citizen books again and again, kept on the account, so that nothing has to be typed at an opening."""
