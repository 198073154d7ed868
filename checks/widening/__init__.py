"""What agents, owners and the policy permit, as values that can be compared, one module per format."""
