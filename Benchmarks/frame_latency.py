#!/usr/bin/env python3
"""Where the time of a picture goes: medians of what `custos-edge watch --format jsonl` says.

    custos-edge watch --model MODEL --camera fake:PAGE.JPG@1 --frames 20 --threads 1 --find-symbols \\
      --format jsonl | Benchmarks/frame_latency.py

A row is a part: milliseconds a picture, and as a multiple of one inference of the same run. Preprocessing
and inference are given for one symbol and for all symbols of a picture.
"""

import json
import statistics
import sys


def main():
    pictures = {}
    for line in sys.stdin:
        record = json.loads(line)
        if record.get("schema") != "custos.result/1":
            continue
        pictures.setdefault(record["frame"]["number"], []).append(record["latency_us"])
    if not pictures:
        sys.exit("There are no results on standard input; give the output of 'custos-edge watch --format jsonl'.")

    def median(values):
        return statistics.median(values) / 1000

    symbols = [latency for picture in pictures.values() for latency in picture]
    inference = median([latency["inference"] for latency in symbols])
    rows = [
        ("decode", median([picture[0]["decode"] for picture in pictures.values()])),
        ("find", median([picture[0]["find"] for picture in pictures.values()])),
        ("preprocess, a symbol", median([latency["preprocess"] for latency in symbols])),
        ("inference, a symbol", inference),
        ("preprocess, all symbols", median([sum(l["preprocess"] for l in picture) for picture in pictures.values()])),
        ("inference, all symbols", median([sum(l["inference"] for l in picture) for picture in pictures.values()])),
    ]
    count = statistics.median(len(picture) for picture in pictures.values())
    print(f"{len(pictures)} pictures, {count:g} symbols each (medians)")
    print("| part | ms | inferences |\n|---|---|---|")
    for name, milliseconds in rows:
        print(f"| {name} | {milliseconds:.2f} | {milliseconds / inference:.2f} |")


if __name__ == "__main__":
    main()
