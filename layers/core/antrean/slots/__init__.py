"""The slots of an office: how each stands, where seats are left, who publishes and changes them."""
