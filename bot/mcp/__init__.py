"""The decisions of a repository for agents that ask, by the Model Context Protocol; it only reads."""
