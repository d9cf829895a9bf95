"""Stands for the standard library's sqlite3: importable, refused by name when used."""

from _weir_guard import refusing

apilevel, paramstyle, threadsafety = "2.0", "qmark", 1
PARSE_DECLTYPES, PARSE_COLNAMES = 1, 2


class Warning(Exception):
    pass


class Error(Exception):
    pass


class InterfaceError(Error):
    pass


class DatabaseError(Error):
    pass


class DataError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


class InternalError(DatabaseError):
    pass


class ProgrammingError(DatabaseError):
    pass


class NotSupportedError(DatabaseError):
    pass


class Connection:
    __init__ = refusing("sqlite3.Connection")


class Cursor:
    __init__ = refusing("sqlite3.Cursor")


class Row:
    __init__ = refusing("sqlite3.Row")


connect = refusing("sqlite3.connect")
register_adapter = refusing("sqlite3.register_adapter")
register_converter = refusing("sqlite3.register_converter")
