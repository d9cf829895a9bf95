"""Writes the captures of this sample. The same seed gives the same bytes.

python generate.py [seed]

Eight visitors come, look at some products and go; a carousel is clicked on more often than a footer. Clicks come from phones,
late or twice, some later than the job allows, some before their impression; a few messages are cut off.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 5
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_049_600_000  # 2023-11-15T12:00:00Z
PARTITIONS = 2
PLACES = {"carousel": 0.5, "search": 0.3, "footer": 0.08}  # place -> how often it is clicked on
PRODUCTS = ["lamp", "desk", "chair", "shelf", "rug"]
VISITS = [("v1", 2), ("v2", 9), ("v3", 20), ("v4", 31), ("v5", 55), ("v6", 70), ("v7", 92), ("v8", 101), ("v1", 150), ("v3", 172)]  # visitor, from (seconds)


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    return f"2023-11-15T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def arrival(rng, at):
    """When a message of that moment is there."""
    if rng.random() < 0.05:
        return at + 45_000 + rng.randrange(60_000)
    return at + rng.randrange(5000)


def damaged(rng, text):
    return text[: len(text) // 2] if rng.random() < 0.02 else text


def browse(rng):
    """(arrival in ms, key, value) of the impressions and of the clicks."""
    shown, clicked = [], []
    for visitor, first in VISITS:
        at = first * 1000
        for _ in range(5 + rng.randrange(9)):
            at += 1000 + rng.randrange(9000)
            place, number = rng.choice(list(PLACES)), len(shown)
            impression = f"i{number:03d}"
            value = json.dumps({"impression": impression, "visitor": visitor, "product": rng.choice(PRODUCTS), "place": place, "shown_at": iso(START_MS + at)})
            shown.append((arrival(rng, at), visitor, damaged(rng, value)))
            if rng.random() < PLACES[place]:
                late = 130_000 if rng.random() < 0.06 else 800 + rng.randrange(25_000)
                click = damaged(rng, json.dumps({"impression": impression, "clicked_at": iso(START_MS + at + late)}))
                clicked.append((arrival(rng, at + late), visitor, click))
                if rng.random() < 0.08:
                    clicked.append((clicked[-1][0] + 300, visitor, click))
    return shown, clicked


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
    impressions, clicks = browse(random.Random(SEED))
    write("page-impressions", impressions)
    write("page-clicks", clicks)
