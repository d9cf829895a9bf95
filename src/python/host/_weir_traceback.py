"""Tracebacks without frames of Weir: what is left is the job's own code, and Python's library where it failed there."""

import os
import sys
import traceback

_HERE = os.path.dirname(os.path.abspath(__file__)) + "/"


def _own(code):
    name = code.co_filename
    return name.startswith(_HERE) or name.startswith("<frozen runpy") or name.startswith("<weir")


def _strip(tb):
    while tb is not None and _own(tb.tb_frame.f_code):
        tb = tb.tb_next
    at = tb
    while at is not None:
        following = at.tb_next
        while following is not None and _own(following.tb_frame.f_code):
            following = following.tb_next
        if following is not at.tb_next:
            at.tb_next = following
        at = following
    return tb


# WebAssembly numbers its errors otherwise than the machines on which jobs run.
_LINUX = {"EPERM": 1, "ENOENT": 2, "EINTR": 4, "EIO": 5, "EBADF": 9, "ENOMEM": 12, "EACCES": 13, "EBUSY": 16, "EEXIST": 17, "EXDEV": 18, "ENOTDIR": 20, "EISDIR": 21,
          "EINVAL": 22, "EMFILE": 24, "EFBIG": 27, "ENOSPC": 28, "ESPIPE": 29, "EROFS": 30, "EMLINK": 31, "EPIPE": 32, "ENAMETOOLONG": 36, "ENOTEMPTY": 39, "ELOOP": 40}


def _renumber(error):
    """An uncaught OSError is shown with Linux's number, once."""
    if not isinstance(error, OSError) or not isinstance(error.errno, int) or getattr(error, "_weir_numbered", False):
        return
    import errno
    name = errno.errorcode.get(error.errno)
    if name in _LINUX:
        error._weir_numbered = True
        error.errno = _LINUX[name]


def strip(error):
    """Takes the host's frames out of an exception, its causes and contexts, in place."""
    seen = set()
    todo = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _strip(one.__traceback__)
        _renumber(one)
        todo += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            todo += one.exceptions
    return error


def text(error):
    strip(error)
    return "".join(traceback.format_exception(error))


def show(error):
    """What the interpreter does with an uncaught exception: the job's own sys.excepthook, if it set one, is respected."""
    strip(error)
    kind, tb = type(error), error.__traceback__
    try:
        sys.excepthook(kind, error, tb)
    except BaseException as broken:
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(broken), broken, broken.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(kind, error, tb)


def place(error, library):
    """(file, line, column, end line, end column) of the innermost frame in the job's own code, or None. Columns count UTF-16 units."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        column = max((error.offset or 1) - 1, 0)
        line = error.text or ""
        end = error.end_offset - 1 if error.end_offset and error.end_offset > 0 and error.end_lineno == error.lineno else column + 1
        return [error.filename, error.lineno, _utf16(line[:column]), error.lineno, max(_utf16(line[:end]), _utf16(line[:column]) + 1)]
    found = None
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        name = code.co_filename
        if not name.startswith(library) and not name.startswith("<") and not name.startswith("/lib/python"):
            found = (code, at.tb_lasti, at.tb_lineno)
        at = at.tb_next
    if found is None:
        return None
    code, instruction, line = found
    positions = list(code.co_positions())
    start, end, column, end_column = positions[instruction // 2] if 0 <= instruction // 2 < len(positions) else (line, line, None, None)
    if start is None or column is None:
        return [code.co_filename, line, 0, line, 0]
    import linecache
    return [code.co_filename, start, _units(linecache.getline(code.co_filename, start), column), end, _units(linecache.getline(code.co_filename, end), end_column)]


def _units(line, octets):
    """CPython counts UTF-8 bytes, editors UTF-16 units."""
    return _utf16(line.encode("utf-8", "surrogatepass")[:octets].decode("utf-8", "replace"))


def _utf16(piece):
    return len(piece.encode("utf-16-le", "surrogatepass")) // 2
