"""Where cached data would be kept. Caching changes no result, so that the simulator only remembers it."""

__all__ = ["StorageLevel"]


class StorageLevel:
    """Flags of a storage level."""

    def __init__(self, useDisk, useMemory, useOffHeap, deserialized, replication=1):
        self.useDisk = useDisk
        self.useMemory = useMemory
        self.useOffHeap = useOffHeap
        self.deserialized = deserialized
        self.replication = replication

    def __repr__(self):
        return "StorageLevel(%s, %s, %s, %s, %s)" % (self.useDisk, self.useMemory, self.useOffHeap, self.deserialized, self.replication)

    def __str__(self):
        parts = [name for name, used in (("Disk", self.useDisk), ("Memory", self.useMemory), ("OffHeap", self.useOffHeap)) if used]
        parts.append("Deserialized" if self.deserialized else "Serialized")
        return " ".join(parts) + " %sx Replicated" % self.replication


for _name, _flags in {
    "DISK_ONLY": (True, False, False, False), "DISK_ONLY_2": (True, False, False, False, 2), "DISK_ONLY_3": (True, False, False, False, 3),
    "MEMORY_ONLY": (False, True, False, False), "MEMORY_ONLY_2": (False, True, False, False, 2),
    "MEMORY_AND_DISK": (True, True, False, False), "MEMORY_AND_DISK_2": (True, True, False, False, 2),
    "OFF_HEAP": (True, True, True, False, 1), "MEMORY_AND_DISK_DESER": (True, True, False, True),
}.items():
    setattr(StorageLevel, _name, StorageLevel(*_flags))
