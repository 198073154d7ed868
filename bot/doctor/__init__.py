"""Whether the App is a gate for a repository: engines, settings, webhook, policy and rule, an item each."""
