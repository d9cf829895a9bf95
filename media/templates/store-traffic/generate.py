"""Writes the capture and the history of this sample. The same seed gives the same bytes.

python generate.py [seed]

Three doors of two stores count every half hour while the store is open. Counters lose the network and send hours later, some
send twice, one stays silent for more than a day, and a few messages are cut off on the way. The history holds a week before that.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 17
HERE = os.path.dirname(os.path.abspath(__file__))
MONDAY_MS = 1_699_833_600_000  # 2023-11-13T00:00:00Z
DAY = 86_400_000
HALF_HOUR = 1_800_000
PARTITIONS = 2
DOORS = [("north", "main"), ("north", "garage"), ("south", "main")]
OPEN = range(18, 40)  # half hours of the day
SILENT = ("south", "main", 19, 21)  # store, door, from, until (half hours of the first day)


def iso(ms):
    day, rest = divmod(ms - MONDAY_MS, DAY)
    seconds, millis = divmod(rest, 1000)
    return f"2023-11-{13 + day:02d}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def count(rng, store, door, half_hour, at):
    usual = (30 if store == "north" else 18) * (0.5 if door == "garage" else 1) * (1.8 if half_hour in (24, 25, 34, 35) else 1)
    entered = max(0, round(rng.gauss(usual, usual / 6)))
    return json.dumps({"store": store, "door": door, "entered": entered, "left": max(0, entered + rng.randrange(-4, 4)), "at": iso(at)})


def messages(rng, days):
    """(arrival in ms, key, value)"""
    for day in range(days):
        for half_hour in OPEN:
            for store, door in DOORS:
                at = day * DAY + half_hour * HALF_HOUR
                value = count(rng, store, door, half_hour, MONDAY_MS + at)
                arrival = at + HALF_HOUR + rng.randrange(20_000)
                if (store, door) == SILENT[:2] and day == 0 and SILENT[2] <= half_hour < SILENT[3]:
                    arrival = 2 * DAY + 33 * HALF_HOUR + half_hour
                elif rng.random() < 0.05:
                    arrival += 3_600_000 + rng.randrange(9_000_000)
                if rng.random() < 0.02:
                    value = value[: len(value) // 2]
                yield arrival, store, value
                if rng.random() < 0.04:
                    yield arrival + 2000, store, value


def write(topic, sent):
    """One line a message, in the order of arrival."""
    os.makedirs(os.path.join(HERE, "captures"), exist_ok=True)
    offsets = [0] * PARTITIONS
    with open(os.path.join(HERE, "captures", f"{topic}.capture.jsonl"), "w", encoding="utf-8", newline="\n") as out:
        for at, key, value in sorted(sent):
            partition = sum(key.encode()) % PARTITIONS
            line = {"topic": topic, "partition": partition, "offset": offsets[partition], "timestamp": MONDAY_MS + at, "key": key, "value": value, "headers": {}, "at": at}
            offsets[partition] += 1
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


def write_history(rng):
    """A file a day, of the week before: what a nightly export would leave."""
    os.makedirs(os.path.join(HERE, "history"), exist_ok=True)
    for day in range(7):
        with open(os.path.join(HERE, "history", f"2023-11-{6 + day:02d}.json"), "w", encoding="utf-8", newline="\n") as out:
            for half_hour in OPEN:
                for store, door in DOORS:
                    out.write(count(rng, store, door, half_hour, MONDAY_MS + (day - 7) * DAY + half_hour * HALF_HOUR) + "\n")


if __name__ == "__main__":
    random_numbers = random.Random(SEED)
    write("door-counts", messages(random_numbers, 3))
    write_history(random_numbers)
