"""Threads of PySpark's kind. Python threads themselves are refused by the host where they cannot run."""

import threading


class InheritableThread(threading.Thread):
    """A thread that inherits the properties of its parent's JVM thread: here, a thread."""

    def __init__(self, target, *args, **kwargs):
        super().__init__(target=target, *args, **kwargs)


def inheritable_thread_target(f):
    return f
