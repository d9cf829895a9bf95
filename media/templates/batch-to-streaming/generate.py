"""Writes the files and the capture of this sample: the same receipts in both. The same seed gives the same bytes.

python generate.py [seed]

Three shops sell for eight hours. A till that is offline sends its receipts later and out of order, some are sent twice, and a few are
cut off on the way; the files hold what arrived, a file for each shop.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 29
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_035_200_000  # 2023-11-15T08:00:00Z
HOUR = 3_600_000
HOURS = 8
PARTITIONS = 2
SHOPS = ["market", "station", "airport"]


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    return f"2023-11-15T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def messages(rng):
    """(arrival in ms, key, value)"""
    number = 0
    for hour in range(HOURS):
        for shop in SHOPS:
            for _ in range(4 + rng.randrange(8)):
                at = hour * HOUR + rng.randrange(HOUR)
                items = 1 + rng.randrange(9)
                value = json.dumps({"receipt": f"{shop[0]}{number:04d}", "shop": shop, "items": items, "amount": round(items * (2 + rng.random() * 11), 2), "at": iso(START_MS + at)})
                number += 1
                arrival = at + rng.randrange(5000)
                if rng.random() < 0.08:
                    arrival += HOUR + rng.randrange(2 * HOUR)
                if rng.random() < 0.02:
                    value = value[: len(value) // 2]
                yield arrival, shop, value
                if rng.random() < 0.05:
                    yield arrival + 1500, shop, value


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


def write_files(sent):
    os.makedirs(os.path.join(HERE, "receipts"), exist_ok=True)
    for shop in SHOPS:
        with open(os.path.join(HERE, "receipts", f"{shop}.json"), "w", encoding="utf-8", newline="\n") as out:
            for _, key, value in sorted(sent):
                if key == shop:
                    out.write(value + "\n")


if __name__ == "__main__":
    receipts = list(messages(random.Random(SEED)))
    write("shop-receipts", receipts)
    write_files(receipts)
