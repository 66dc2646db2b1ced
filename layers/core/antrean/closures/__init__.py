"""An office closes slots: whom it displaces, what they may do, and how the slots are opened again."""
