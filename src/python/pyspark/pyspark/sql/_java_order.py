"""
The order in which Java's and Scala's maps hold their entries. Dicts go to and from the JVM as java.util.HashMap, and
`agg({…})` through a Scala 2.12 Map besides: their order is the order of keys and of result columns that a user sees.
"""

import struct


def java_hash(value):
    """Object.hashCode of what the JVM makes of a key; None where it is not known here."""
    kind = type(value)
    if kind is str:
        return _string_hash(value)
    if kind is bool:
        return 1231 if value else 1237
    if kind is int:
        return value & 0xFFFFFFFF if -(1 << 31) <= value < 1 << 31 else _long_hash(value)
    if kind is float:
        return _long_hash(struct.unpack(">q", struct.pack(">d", value))[0] if value == value else 0x7FF8000000000000)
    return None


def _string_hash(text):
    value = 0
    data = text.encode("utf-16-be", "surrogatepass")
    for i in range(0, len(data), 2):
        value = (31 * value + (data[i] << 8 | data[i + 1])) & 0xFFFFFFFF
    return value


def _long_hash(value):
    value &= 0xFFFFFFFFFFFFFFFF
    return (value ^ value >> 32) & 0xFFFFFFFF


def hash_map_order(keys, capacity=16, as_long=False):
    """Positions of the keys as a java.util.HashMap of that first capacity iterates them. `as_long`: whole numbers are Longs there."""
    keys = list(keys)
    hashes = [_long_hash(k) if as_long and type(k) is int else java_hash(k) for k in keys]
    if len(keys) < 2 or None in hashes:
        return range(len(keys))
    while len(keys) > capacity * 3 // 4:
        capacity *= 2
    # Stable: a bucket keeps the order of insertion, and a resize keeps it too.
    return sorted(range(len(keys)), key=lambda i: (hashes[i] ^ hashes[i] >> 16) & (capacity - 1))


def unpickled_order(keys):
    """The same for a dict that the JVM unpickles (Pyrolite): popped from the end into one map, then put into another made to measure."""
    keys = list(keys)
    last = len(keys) - 1
    popped = [last - i for i in hash_map_order(keys[::-1])]
    fitting = hash_map_order([keys[i] for i in popped], sized(int(len(keys) / 0.75 + 1)))
    return [popped[i] for i in fitting] if all(java_hash(k) is not None for k in keys) else range(len(keys))


def sized(count):
    """Table size of `new HashMap(count)`."""
    capacity = 1
    while capacity < count:
        capacity *= 2
    return capacity


def map_order(keys):
    """Names in the order of `new HashMap(keys).asScala.toMap`."""
    keys = list(keys)
    ordered = [keys[i] for i in hash_map_order(keys)]
    return ordered if len(ordered) <= 4 else sorted(ordered, key=lambda k: _trie_path(java_hash(k)))


def _trie_path(value):
    """Scala's immutable HashMap walks its trie five bits of the improved hash at a time."""
    value = (value + (~(value << 9) & 0xFFFFFFFF)) & 0xFFFFFFFF
    value ^= value >> 14
    value = (value + (value << 4)) & 0xFFFFFFFF
    value ^= value >> 10
    return [(value >> shift) & 31 for shift in range(0, 35, 5)]
