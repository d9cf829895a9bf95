"""Writes the capture of this sample. The same seed gives the same bytes.

python generate.py [seed]

Five servers send a heartbeat every five seconds. Two fall silent, one of them comes back; a switch holds messages up, some for
longer than the job waits; some come twice, and a few are cut off on the way.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 19
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_049_600_000  # 2023-11-15T12:00:00Z
SECONDS = 230
PARTITIONS = 2
SERVERS = {"db-1": ("r1", 320), "db-2": ("r1", 290), "web-1": ("r2", 140), "web-2": ("r2", 155), "cache": ("r2", 610)}  # server -> rack, usual Mbit/s
SILENT = [("db-2", 60, 125), ("web-1", 160, SECONDS)]  # server, from, until (seconds)
BACKUP = ("db-1", 65, 95)  # server, from, until (seconds)
HELD = (100, 106, 145)  # from, until, sent at (seconds): what a switch held up


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    return f"2023-11-15T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def messages(rng):
    """(arrival in ms, key, value)"""
    for server, (rack, usual) in SERVERS.items():
        for second in range(rng.randrange(5), SECONDS, 5):
            at = second * 1000 + rng.randrange(300)
            mbps = max(1, round(rng.gauss(usual, usual / 8)))
            if server == BACKUP[0] and BACKUP[1] <= second < BACKUP[2]:
                mbps += 500
            if any(who == server and first <= second < last for who, first, last in SILENT):
                continue
            value = json.dumps({"server": server, "rack": rack, "mbps": mbps, "at": iso(START_MS + at)})
            arrival = at + rng.randrange(2500)
            if HELD[0] <= second < HELD[1]:
                arrival = HELD[2] * 1000 + second
            elif rng.random() < 0.06:
                arrival += 5000 + rng.randrange(7000)
            if rng.random() < 0.02:
                value = value[: len(value) // 2]
            yield arrival, server, value
            if rng.random() < 0.03:
                yield arrival + 400, server, value


def write(topic, sent):
    """One line a message, in the order of arrival."""
    os.makedirs(os.path.join(HERE, "captures"), exist_ok=True)
    offsets = [0] * PARTITIONS
    with open(os.path.join(HERE, "captures", f"{topic}.capture.jsonl"), "w", encoding="utf-8", newline="\n") as out:
        for at, key, value in sorted(sent):
            partition = sum(key.encode()) % PARTITIONS
            line = {"topic": topic, "partition": partition, "offset": offsets[partition], "timestamp": START_MS + at, "key": key, "value": value, "headers": {}, "at": at}
            offsets[partition] += 1
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    write("server-heartbeats", messages(random.Random(SEED)))
