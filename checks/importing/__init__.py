"""Decisions that other tools made machine-readable, read from their records and told in our own words.

One module per tool reads a record and gives rules; what it cannot translate is said, never dropped.
`proposal` makes an `enforce:` block of them and puts it into the record, which stays as it is otherwise.
"""
