from tests.pages.looking import looking

__all__ = ["looking"]
