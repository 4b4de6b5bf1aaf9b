"""How a command says that it did not do what it was asked."""


class Refused(Exception):
    """Why, in words for a deployer; the command ends with status 1."""
