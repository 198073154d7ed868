"""What a repository has decided in the configuration of other tools, as rules that a record can carry.

Each module reads one tool's files from a tree and gives proposals. Nothing is executed: configuration that
is a program is read where it is plain data, and what cannot be carried over is said, never dropped.
"""
