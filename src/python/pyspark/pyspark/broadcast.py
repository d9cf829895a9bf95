"""Broadcast variables. Everything runs in one process: the value is the value."""

__all__ = ["Broadcast"]


class Broadcast:
    """A value sent to the workers. Read it with `value`."""

    def __init__(self, sc=None, value=None, pickle_registry=None, path=None, sock_file=None):
        self._value = value

    @property
    def value(self):
        return self._value

    def unpersist(self, blocking=False):
        pass

    def destroy(self, blocking=False):
        pass
