"""The cases, one module for each kind of attack; `tests.adversarial.case.all_cases` walks this package."""
