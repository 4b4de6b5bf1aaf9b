"""A deployer's commands, as they are typed."""
