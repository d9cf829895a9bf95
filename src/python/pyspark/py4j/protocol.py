"""Exceptions of py4j 0.10.9.5."""


class Py4JError(Exception):
    """A call that did not reach Java."""

    def __init__(self, args=None, cause=None):
        super().__init__(args)
        self.cause = cause


class Py4JAuthenticationError(Py4JError):
    pass


class Py4JNetworkError(Py4JError):
    def __init__(self, args=None, cause=None, when=None):
        super().__init__(args, cause)
        self.when = when


class Py4JJavaError(Py4JError):
    """A Java exception. `str()` shows the call that failed and the exception's text."""

    def __init__(self, msg, java_exception):
        super().__init__(msg)
        self.args = (msg, java_exception)
        self.errmsg = msg
        self.java_exception = java_exception

    def __str__(self):
        return "%s: %s" % (self.errmsg, self.java_exception.stack())
