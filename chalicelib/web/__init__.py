"""HTTP: how a view is declared, who may call it, how often, and the one shape of every error."""
