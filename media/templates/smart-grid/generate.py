"""Writes the capture of this sample. The same seed gives the same bytes.

python generate.py [seed]

Nine meters in three districts report every half hour. A cellar without reception lets a meter report hours late, one reports
some hours much later than the job waits; some readings come twice, and a few are cut off on the way.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 13
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_082_000_000  # 2023-11-15T21:00:00Z
HALF_HOUR = 1_800_000
HALF_HOURS = 26
PARTITIONS = 2
METERS = {f"m{number}": district for number, district in enumerate(["harbour", "hill", "old town"] * 3)}
CELLAR = ("m4", 5)  # meter, hours that its readings take at most
LOST = ("m7", 0, 5, 24)  # meter, from, until, sent at (half hours)


def iso(ms):
    day, rest = divmod(ms - 1_700_006_400_000, 86_400_000)
    seconds, millis = divmod(rest, 1000)
    return f"2023-11-{15 + day}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def messages(rng):
    """(arrival in ms, key, value)"""
    for number, (meter, district) in enumerate(METERS.items()):
        for half_hour in range(HALF_HOURS):
            at = half_hour * HALF_HOUR + rng.randrange(60_000)
            night = 0.5 if 4 <= half_hour < 18 else 1
            value = json.dumps({"meter": meter, "district": district, "kwh": round((0.2 + 0.05 * number) * night * (0.7 + rng.random() * 0.6), 3), "at": iso(START_MS + at)})
            arrival = at + rng.randrange(20_000)
            if meter == CELLAR[0]:
                arrival += rng.randrange(CELLAR[1] * 3_600_000)
            elif meter == LOST[0] and LOST[1] <= half_hour < LOST[2]:
                arrival = LOST[3] * HALF_HOUR + half_hour
            if rng.random() < 0.02:
                value = value[: len(value) // 2]
            if arrival > HALF_HOURS * HALF_HOUR:
                continue  # not there yet when the capture ends
            yield arrival, meter, value
            if rng.random() < 0.03:
                yield arrival + 5000, meter, value


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
    write("meter-readings", messages(random.Random(SEED)))
