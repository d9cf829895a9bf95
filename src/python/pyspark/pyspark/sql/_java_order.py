"""
The order in which Spark sees the entries of a dict. `agg({…})` goes through java.util.HashMap and a Scala 2.12 Map, and
their order is the order of the result's columns.
"""


def java_hash(text):
    """String.hashCode."""
    value = 0
    data = text.encode("utf-16-be")
    for i in range(0, len(data), 2):
        value = (31 * value + (data[i] << 8 | data[i + 1])) & 0xFFFFFFFF
    return value


def _spread(value):
    return value ^ (value >> 16)


def map_order(keys):
    """Names in the order of `new HashMap(keys).asScala.toMap`."""
    keys = list(keys)
    size = 16
    while len(keys) > size * 3 // 4:
        size *= 2
    # Stable: equal buckets keep the order of insertion, and a resize keeps the order inside a bucket.
    ordered = sorted(keys, key=lambda k: _spread(java_hash(k)) & (size - 1))
    return ordered if len(ordered) <= 4 else sorted(ordered, key=lambda k: _trie_path(java_hash(k)))


def _trie_path(value):
    """Scala's immutable HashMap walks its trie five bits of the improved hash at a time."""
    value = (value + (~(value << 9) & 0xFFFFFFFF)) & 0xFFFFFFFF
    value ^= value >> 14
    value = (value + (value << 4)) & 0xFFFFFFFF
    value ^= value >> 10
    return [(value >> shift) & 31 for shift in range(0, 35, 5)]
