"""Turns: when each account may claim what everybody wants at one instant, and what is drawn for that."""
