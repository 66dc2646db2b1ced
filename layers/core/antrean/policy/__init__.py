"""Every number of the rules, by name, with its reason and its source. What each rule says stands in `docs/rules.md`.

Numbers that only tune how a thing is done, such as pauses between retries, stay beside the code that uses them.
"""
