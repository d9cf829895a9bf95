"""Options of readers and writers: names in any case, the last one given wins (CaseInsensitiveMap)."""

import sys

from _weir_refusal import Refusal
from pyspark._host import call
from pyspark.sql.utils import to_str

_schemas = {}


class Options:
    """Mixin of every reader and writer: format, option, options."""

    def _start(self):
        self._format = None
        self._options = {}

    def format(self, source):
        self._format = source
        return self

    def option(self, key, value):
        if value is None:
            raise Refusal('option("%s", None)' % key, "Leave the option out, or give it a value (an unset environment variable perhaps).")
        lower = key.lower()
        for known in self._options:
            if known.lower() == lower:
                del self._options[known]
                break
        self._options[key] = to_str(value)
        return self

    def options(self, **options):
        for k, v in options.items():
            self.option(k, v)
        return self

    def _set_opts(self, schema=None, **options):
        """Named arguments of csv(), json() and the like: what was not given is not set."""
        if schema is not None:
            self.schema(schema)
        for k, v in options.items():
            if v is not None:
                self.option(k, v)

    def _source(self):
        return self._format or call("conf.get", {"key": "spark.sql.sources.default", "default": "parquet", "hasDefault": True})


def read_schema(schema):
    """A reader's schema as DataType.jsonValue; a DDL string is parsed where it is given, as Spark does."""
    from pyspark.sql.types import StructType
    if isinstance(schema, StructType):
        return schema.jsonValue()
    if not isinstance(schema, str):
        raise TypeError("schema should be StructType or string")
    if schema not in _schemas:
        parsed = call("types.parse", {"text": schema})
        if not isinstance(parsed, dict) or parsed.get("type") != "struct":
            from pyspark.sql.utils import ParseException
            text = "\nSyntax error at or near end of input(line 1, pos %d)\n\n== SQL ==\n%s\n%s^^^\n" % (len(schema), schema, "-" * len(schema))
            raise ParseException(text, text)
        _schemas[schema] = parsed
    return _schemas[schema]


# Option names by format, in the order of PySpark's signatures. Reading streams, a few are missing.
JSON = ("primitivesAsString prefersDecimal allowComments allowUnquotedFieldNames allowSingleQuotes allowNumericLeadingZero "
        "allowBackslashEscapingAnyCharacter mode columnNameOfCorruptRecord dateFormat timestampFormat multiLine allowUnquotedControlChars "
        "lineSep samplingRatio dropFieldIfAllNull encoding locale pathGlobFilter recursiveFileLookup modifiedBefore modifiedAfter "
        "allowNonNumericNumbers")
JSON_STREAM = ("primitivesAsString prefersDecimal allowComments allowUnquotedFieldNames allowSingleQuotes allowNumericLeadingZero "
               "allowBackslashEscapingAnyCharacter mode columnNameOfCorruptRecord dateFormat timestampFormat multiLine "
               "allowUnquotedControlChars lineSep locale dropFieldIfAllNull encoding pathGlobFilter recursiveFileLookup "
               "allowNonNumericNumbers")
CSV = ("sep encoding quote escape comment header inferSchema ignoreLeadingWhiteSpace ignoreTrailingWhiteSpace nullValue nanValue positiveInf "
       "negativeInf dateFormat timestampFormat maxColumns maxCharsPerColumn maxMalformedLogPerPartition mode columnNameOfCorruptRecord "
       "multiLine charToEscapeQuoteEscaping samplingRatio enforceSchema emptyValue locale lineSep pathGlobFilter recursiveFileLookup "
       "modifiedBefore modifiedAfter unescapedQuoteHandling")
CSV_STREAM = " ".join(n for n in CSV.split() if n not in ("samplingRatio", "modifiedBefore", "modifiedAfter"))
CSV_WRITE = ("compression sep quote escape header nullValue escapeQuotes quoteAll dateFormat timestampFormat ignoreLeadingWhiteSpace "
             "ignoreTrailingWhiteSpace charToEscapeQuoteEscaping encoding emptyValue lineSep")
JSON_WRITE = "compression dateFormat timestampFormat lineSep encoding ignoreNullFields"
FILES = "pathGlobFilter recursiveFileLookup modifiedBefore modifiedAfter"
FILES_STREAM = "pathGlobFilter recursiveFileLookup"


def with_options(name, target, head, names):
    """A method with PySpark's signature: `head` as written, then the options; it calls self.<target>(name, first argument, options)."""
    leading = [part.strip() for part in head.split(",")]
    extra = [part.partition("=")[0] for part in leading[1:]]
    source = "def %s(self, %s, %s):\n    return self.%s(%r, %s, dict(%s))\n" % (
        name, head, ", ".join("%s=None" % n for n in names.split()), target, name, leading[0],
        ", ".join("%s=%s" % (n, n) for n in [*extra, *names.split()]))
    space = {}
    exec(compile(source, __file__, "exec"), space)
    # Python names a method in its own messages by its class, which is the one that is being made.
    space[name].__qualname__ = "%s.%s" % (sys._getframe(1).f_locals.get("__qualname__", ""), name)
    return space[name]
