"""What a story holds in its hands: people, repositories and pull requests, with what each can do and see."""
