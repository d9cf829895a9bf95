"""Writes the capture of this sample. The same seed gives the same bytes.

python generate.py [seed]

Five cars report every seven seconds or so. Under a bridge a car keeps its messages and sends them later, some later than
the job waits; some messages come twice, and a few are cut off on the way.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 11
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_049_600_000  # 2023-11-15T12:00:00Z
SECONDS = 210
PARTITIONS = 2
CARS = {"WVW01": 48, "WVW02": 92, "YV103": 61, "YV104": 118, "TMB05": 33}  # car -> usual speed
HOT = ("YV103", 80, 130)  # a fan that failed: car, from, until (seconds)
PUNCTURE = ("TMB05", 120)  # car, from (seconds)
TUNNEL = ("WVW02", 20, 50, 205)  # car, from, until, sent at (seconds)


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    return f"2023-11-15T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def sensors(rng, car, second):
    speed = max(0, round(rng.gauss(CARS[car], 12)))
    engine = 88 + rng.randrange(6)
    tyre = 230
    if car == HOT[0] and HOT[1] <= second < HOT[2]:
        engine += (second - HOT[1]) // 2
    if car == PUNCTURE[0] and second >= PUNCTURE[1]:
        tyre -= (second - PUNCTURE[1]) // 2
    return {"speed_kmh": speed, "engine_c": engine, "battery_percent": 60 + rng.randrange(30), "tyres_kpa": [230 + rng.randrange(6), 232, 231, tyre]}


def messages(rng):
    """(arrival in ms, key, value)"""
    for number, car in enumerate(CARS):
        odometer, second = 12_000 + 7_431.5 * number, rng.randrange(7)
        while second < SECONDS:
            at = second * 1000 + rng.randrange(1000)
            value = sensors(rng, car, second)
            odometer += value["speed_kmh"] * 7 / 3600
            position = {"lat": round(48.1 + second * 0.0002, 4), "lon": round(11.5 + number * 0.02, 4)}
            text = json.dumps({"vin": car, "at": iso(START_MS + at), "position": position, "odometer_km": round(odometer, 1), "sensors": value}, separators=(",", ":"))
            arrival = at + rng.randrange(4000)
            if car == TUNNEL[0] and TUNNEL[1] <= second < TUNNEL[2]:
                arrival = TUNNEL[3] * 1000 + second
            elif rng.random() < 0.06:
                arrival += 20_000 + rng.randrange(30_000)
            if rng.random() < 0.03:
                text = text[: len(text) // 2]
            yield arrival, car, text
            if rng.random() < 0.05:
                yield arrival + 500, car, text
            second += 5 + rng.randrange(5)


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
    write("car-telemetry", messages(random.Random(SEED)))
