"""Writes the captures and the products of this sample. The same seed gives the same bytes.

python generate.py [seed]

Orders come all the time; the warehouse picks them minutes later, some later than the job allows. Hand-held scanners
report late or twice, some picks before their order arrives, and a few messages are cut off. A delivery fills a shelf now and then.
"""

import json
import os
import random
import sys

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 23
HERE = os.path.dirname(os.path.abspath(__file__))
START_MS = 1_700_049_600_000  # 2023-11-15T12:00:00Z
MINUTE = 60_000
PARTITIONS = 2
PRODUCTS = {"lamp": (20, 60, "Lumen"), "desk": (6, 12, "Holz & Co"), "chair": (12, 40, "Holz & Co"), "rug": (8, 25, "Weberei")}  # product -> re-order point, lot, supplier
ORDERS = 110


def iso(ms):
    seconds, millis = divmod(ms, 1000)
    return f"2023-11-15T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{millis:03d}Z"


def arrival(rng, at):
    """When a message of that moment is there."""
    if rng.random() < 0.06:
        return at + 4 * MINUTE + rng.randrange(8 * MINUTE)
    return at + rng.randrange(20_000)


def damaged(rng, text):
    return text[: len(text) // 2] if rng.random() < 0.02 else text


def trade(rng):
    """(arrival in ms, key, value) of the orders and of the picks."""
    stock, picks, orders, at = {product: point * 2 for product, (point, _, _) in PRODUCTS.items()}, [], [], 0
    for number in range(ORDERS):
        at += rng.randrange(40_000)
        order, product, quantity = f"o{number:03d}", rng.choice(list(PRODUCTS)), 1 + rng.randrange(3)
        value = damaged(rng, json.dumps({"order": order, "product": product, "quantity": quantity, "ordered_at": iso(START_MS + at)}))
        orders.append((arrival(rng, at), product, value))
        if rng.random() < 0.04:
            orders.append((orders[-1][0] + 500, product, value))
        if stock[product] < quantity:
            stock[product] += PRODUCTS[product][1]
        stock[product] -= quantity
        picked = at + (12 * MINUTE if rng.random() < 0.05 else MINUTE + rng.randrange(5 * MINUTE))
        value = damaged(rng, json.dumps({"order": order, "shelf": f"{product[0].upper()}{1 + number % 3}", "left": stock[product], "picked_at": iso(START_MS + picked)}))
        picks.append((arrival(rng, picked), product, value))
        if rng.random() < 0.04:
            picks.append((picks[-1][0] + 500, product, value))
    return orders, picks


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
    with open(os.path.join(HERE, "products.json"), "w", encoding="utf-8", newline="\n") as products:
        for product, (point, lot, supplier) in PRODUCTS.items():
            products.write(json.dumps({"product": product, "reorder_point": point, "lot": lot, "supplier": supplier}) + "\n")
    customer_orders, stock_picks = trade(random.Random(SEED))
    write("customer-orders", customer_orders)
    write("stock-picks", stock_picks)
