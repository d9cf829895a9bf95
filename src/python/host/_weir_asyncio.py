"""asyncio without sockets: a loop that runs what is ready and sleeps until what is due."""

import asyncio.base_events
import time


class _Clock:
    """A selector that watches nothing: to select is to wait for the next timer."""

    def __init__(self):
        self._map = {}

    def select(self, timeout=None):
        if timeout is None:
            from _weir_refusal import refuse
            refuse("an asyncio wait that only a socket, a process or another thread could end")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self):
        pass

    def get_map(self):
        return self._map


class Loop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class Policy(asyncio.events.BaseDefaultEventLoopPolicy):
    _loop_factory = Loop


def install(module):
    module.set_event_loop_policy(Policy())
    module.DefaultEventLoopPolicy = Policy
    module.SelectorEventLoop = Loop
