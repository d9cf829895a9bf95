"""What WebAssembly has not: refused by name when it is used, not when it is imported."""

import importlib.abc
import os
import sys
import threading

from _weir_refusal import Refusal

_SPARK = "Run this job with a real Spark: weir run --target spark."


def refusing(feature, way_out=_SPARK):
    def refused(*_args, **_kwargs):
        raise Refusal(feature, way_out)
    refused.__name__ = refused.__qualname__ = feature.rpartition(".")[2]
    return refused


def _replace(module, names, prefix=None):
    for name in names:
        if hasattr(module, name):
            setattr(module, name, refusing("%s.%s" % (prefix or module.__name__, name)))


def _socket(module):
    for name in ("connect", "connect_ex", "bind", "listen", "accept", "sendto", "sendmsg"):
        setattr(module.socket, name, refusing("socket.socket." + name))
    _replace(module, ("create_connection", "create_server", "fromfd", "fromshare", "socketpair", "getaddrinfo", "gethostbyname", "gethostbyname_ex",
                      "gethostbyaddr", "getnameinfo"))


def _subprocess(module):
    module.Popen.__init__ = refusing("subprocess.Popen")
    module.Popen.__del__ = lambda self: None
    for name in ("run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"):
        setattr(module, name, refusing("subprocess." + name))


def _multiprocessing(module):
    context = sys.modules["multiprocessing.context"]
    for name in ("Manager", "Pipe", "Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier", "Queue", "JoinableQueue",
                 "SimpleQueue", "Pool", "RawValue", "RawArray", "Value", "Array"):
        refused = refusing("multiprocessing." + name)
        setattr(context.BaseContext, name, refused)
        setattr(module, name, refused)
    sys.modules["multiprocessing.process"].BaseProcess.start = refusing("multiprocessing.Process.start")


def _futures(module):
    module.ProcessPoolExecutor.__init__ = refusing("concurrent.futures.ProcessPoolExecutor")


def _asyncio(module):
    import _weir_asyncio
    _weir_asyncio.install(module)


_AFTER_IMPORT = {"socket": _socket, "subprocess": _subprocess, "multiprocessing": _multiprocessing,
                 "concurrent.futures.process": _futures, "asyncio": _asyncio}


class _Guard(importlib.abc.MetaPathFinder):
    """Finds as the finders after it do, and changes the module once it is loaded."""

    def find_spec(self, name, path=None, target=None):
        change = _AFTER_IMPORT.get(name)
        if change is None:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    _wrap(spec.loader, change)
                return spec
        return None


def _wrap(loader, change):
    execute = loader.exec_module

    def exec_module(module):
        execute(module)
        change(module)
    loader.exec_module = exec_module


def install():
    threading.Thread.start = refusing("threading.Thread.start", "The simulator runs a job in one thread: call the function directly, or run the job with a "
                                      "real Spark (weir run --target spark).")
    import _thread
    for name in ("start_new_thread", "start_new", "start_joinable_thread"):
        if hasattr(_thread, name):
            setattr(_thread, name, refusing("_thread." + name))
    _replace(os, ("system", "popen", "fork", "forkpty", "execv", "execve", "execl", "execle", "execlp", "execlpe", "execvp", "execvpe", "posix_spawn", "posix_spawnp",
                  "spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe"), "os")
    for name, change in _AFTER_IMPORT.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path.insert(0, _Guard())
