"""The portal. Folders say what it does, file names say how; docs/architecture.md is the plan of the house."""
