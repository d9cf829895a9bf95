"""Where in the user's file a call was made: [file, line, column, endLine, endColumn], 1-based line, 0-based UTF-16 column."""

import linecache
import os
import sys

# Frames of every file below this folder belong to the package, never to the user.
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_HIDDEN = (ROOT, "<frozen ")

# id(code) -> (code, {instruction index: span}). The code object is kept so that its id stays taken.
_cache = {}


def span():
    """Span of the innermost call outside the package, or None where there is no such frame."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_HIDDEN):
        frame = frame.f_back
    return _of_frame(frame) if frame is not None else None


def _of_frame(frame):
    code = frame.f_code
    entry = _cache.get(id(code))
    if entry is None:
        entry = _cache[id(code)] = (code, list(code.co_positions()), {})
    index = frame.f_lasti // 2
    found = entry[2].get(index)
    if found is None:
        found = entry[2][index] = _make(code.co_filename, frame.f_lineno, entry[1], index)
    return found


def _make(file, lineno, positions, index):
    line, end_line, column, end_column = positions[index] if index < len(positions) else (None, None, None, None)
    if line is None:
        return [file, lineno or 1, 0, lineno or 1, 0]
    if column is None or end_column is None or end_line is None:
        return [file, line, 0, end_line or line, 0]
    return [file, line, _utf16(file, line, column), end_line, _utf16(file, end_line, end_column)]


def _utf16(file, line, byte_column):
    """CPython counts UTF-8 bytes; editors count UTF-16 units. They differ only in lines that are not ASCII."""
    text = linecache.getline(file, line)
    if not text or text.isascii():
        return byte_column
    before = text.encode("utf-8")[:byte_column].decode("utf-8", "ignore")
    return len(before.encode("utf-16-le")) // 2
