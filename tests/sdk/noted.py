"""What the walks through the SDK's operations share."""

# An id that nothing has.
NOWHERE = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f"
# Names of the operations that were called.
called = set()


class Noted:
    """An API of the SDK that notes which of its operations were called."""

    def __init__(self, api):
        self.api = api

    def __getattr__(self, name):
        called.add(name.removesuffix("_with_http_info"))
        return getattr(self.api, name)


def refused(kind, call):
    """The error of a call that has to fail, in the SDK's dialect."""
    try:
        call()
    except kind as error:
        assert error.body is not None and '"codeType"' in error.body and '"details"' in error.body, error.body
        return error
    raise AssertionError(f"expected {kind.__name__}")
