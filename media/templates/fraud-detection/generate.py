"""Writes the captures and the profiles of this sample. The same seed gives the same bytes.

python generate.py [seed]

Most transactions arrive within seconds. Some are late but inside what the job waits, some are much later, some
come twice, and a few are no JSON at all.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 7
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_049_600_000  # 2023-11-15T12:00:00Z
SECONDS = 130
PARTITIONS = 3
CARDS = {"4711": 60, "0815": 45, "2203": 80, "9034": 55, "7750": 120}  # card -> usual spending in 20 s
HOLDERS = {"4711": "Ada Weber", "0815": "Jonas Lind", "2203": "Mara Costa", "9034": "Tom Reyes", "7750": "Ines Falk"}
MERCHANTS = ["grocer", "fuel", "online", "cafe", "pharmacy", "hotel"]
FRAUD = [("9034", 42, 58), ("2203", 88, 103)]  # card, from, until (seconds)


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    hours, rest = divmod(seconds % 86_400, 3600)
    minutes, secs = divmod(rest, 60)
    return f"2023-11-15T{hours:02d}:{minutes:02d}:{secs:02d}.{millis:03d}Z"


def lateness(rng):
    """Milliseconds between the purchase and its arrival."""
    kind = rng.random()
    if kind < 0.012:
        return 45_000 + rng.randrange(50_000)  # a terminal that was offline
    if kind < 0.05:
        return 20_000 + rng.randrange(14_000)
    return rng.randrange(6_000)


def transaction(rng, at_ms, card, amount):
    event = START_MS + at_ms - lateness(rng)
    value = {"card": card, "amount": f"{amount:.2f}", "merchant": rng.choice(MERCHANTS), "country": rng.choice(["DE", "DE", "DE", "SE", "PT"]), "ts": iso(event)}
    value["amount"] = float(value["amount"])
    return json.dumps(value)


def messages(rng):
    for second in range(SECONDS):
        for _ in range(rng.randrange(6, 14)):
            at = second * 1000 + rng.randrange(1000)
            card = rng.choice(list(CARDS))
            amount = 1 + rng.random() * CARDS[card] / 7
            if rng.random() < 0.008:
                card = "5550"  # a card without a profile
            value = transaction(rng, at, card, amount)
            if rng.random() < 0.004:
                value = value[: len(value) // 2]  # cut off on the way
            yield at, card, value
            if rng.random() < 0.01:
                yield at + 700, card, value  # a retry of the terminal
        for card, first, last in FRAUD:
            if first <= second < last:
                for _ in range(3):
                    at = second * 1000 + rng.randrange(1000)
                    yield at, card, transaction(rng, at, card, 20 + rng.random() * 40)


def main():
    rng = random.Random(SEED)
    os.makedirs(os.path.join(HERE, "captures"), exist_ok=True)
    with open(os.path.join(HERE, "profiles.json"), "w", newline="\n") as out:
        for card, usual in CARDS.items():
            out.write(json.dumps({"card": card, "holder": HOLDERS[card], "usual_total": float(usual), "home": "DE"}) + "\n")
    offsets = [0] * PARTITIONS
    with open(os.path.join(HERE, "captures", "card-transactions.capture.jsonl"), "w", newline="\n") as out:
        for at, card, value in sorted(messages(rng)):
            partition = int(card) % PARTITIONS
            line = {"topic": "card-transactions", "partition": partition, "offset": offsets[partition], "timestamp": START_MS + at, "key": card, "value": value, "headers": {}, "at": at}
            offsets[partition] += 1
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
