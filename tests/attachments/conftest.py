from tests.running import running_portal

__all__ = ["running_portal"]
