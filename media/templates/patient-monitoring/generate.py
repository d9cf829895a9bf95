"""Writes the capture and the limits of this sample. The same seed gives the same bytes.

python generate.py [seed]

Four monitors measure every five seconds. They send a reading again when its acknowledgement is lost, one is out of reach for a
while and sends what it kept, and a few messages are cut off on the way. Two patients have a crisis, one has a cuff that slips.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 3
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_049_600_000  # 2023-11-15T12:00:00Z
SECONDS = 240
PARTITIONS = 2
# patient -> ward, usual heart rate and systolic pressure, limits of both
PATIENTS = {"p-17": ("A", 72, 121, 50, 110, 90, 160), "p-23": ("A", 64, 138, 45, 105, 100, 170), "p-31": ("B", 84, 108, 55, 125, 85, 150), "p-40": ("B", 58, 117, 42, 100, 90, 155)}
CRISES = [("p-23", 35, 80, 55, 20), ("p-31", 130, 165, 10, -35), ("p-23", 150, 172, 50, 5)]  # patient, from, until (seconds), heart rate and pressure beside the usual
SLIPS = ("p-40", 96)  # patient, at (seconds)
OUTAGE = ("p-17", 60, 75, 170)  # patient, from, until, sent at (seconds)


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    return f"2023-11-15T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def messages(rng):
    """(arrival in ms, key, value)"""
    number = 0
    for patient, (_, heart, pressure, *_limits) in PATIENTS.items():
        for second in range(rng.randrange(5), SECONDS, 5):
            at = second * 1000 + rng.randrange(400)
            now_heart, now_pressure = heart + rng.randrange(-4, 5), pressure + rng.randrange(-5, 6)
            for who, first, last, more_heart, more_pressure in CRISES:
                if who == patient and first <= second < last:
                    now_heart, now_pressure = now_heart + more_heart, now_pressure + more_pressure
            if patient == SLIPS[0] and SLIPS[1] <= second < SLIPS[1] + 5:
                now_pressure = 40
            value = json.dumps({"reading": f"r{number:03d}", "patient": patient, "heart_rate": now_heart, "systolic": now_pressure, "diastolic": round(now_pressure * 0.65), "at": iso(START_MS + at)})
            number += 1
            arrival = at + rng.randrange(3000)
            if patient == OUTAGE[0] and OUTAGE[1] <= second < OUTAGE[2]:
                arrival = OUTAGE[3] * 1000 + second
            elif rng.random() < 0.05:
                arrival += 8000 + rng.randrange(8000)
            if rng.random() < 0.02:
                value = value[: len(value) // 2]
            yield arrival, patient, value
            if rng.random() < 0.12:
                yield arrival + 900 + rng.randrange(9000), patient, value


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
    with open(os.path.join(HERE, "limits.json"), "w", encoding="utf-8", newline="\n") as limits:
        for patient, (ward, _, _, heart_low, heart_high, systolic_low, systolic_high) in PATIENTS.items():
            limits.write(json.dumps({"patient": patient, "ward": ward, "heart_low": heart_low, "heart_high": heart_high, "systolic_low": systolic_low, "systolic_high": systolic_high}) + "\n")
    write("vital-signs", messages(random.Random(SEED)))
