"""The portal that tests of this folder share with the browser stories."""

from tests.running import running_portal

__all__ = ["running_portal"]
