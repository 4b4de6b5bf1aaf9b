"""What a deployer does by hand, rarely: commands over a deployed portal, run with its functions' environment."""
