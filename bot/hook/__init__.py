"""Decisions enforced while an agent works: what it is about to write, judged before it is written."""
