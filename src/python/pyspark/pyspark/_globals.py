"""The mark of an argument that was not given."""


class _NoValueType:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __reduce__(self):
        return (type(self), ())

    def __repr__(self):
        return "<no value>"


_NoValue = _NoValueType()
