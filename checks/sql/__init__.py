"""SQL as far as rules need it: tokens and statements of every dialect, without a grammar."""
