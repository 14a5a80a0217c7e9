#!/usr/bin/env python3
"""Writes the digits of scikit-learn as patches that `custos split` divides: 1,797 pictures of 10 classes.

The pictures of 8x8 pixels with 17 grey levels (UCI, "Optical Recognition of Handwritten Digits") are
enlarged, dark on light, to PNG files OUTPUT/<digit>/<number>.png. Needs the packages scikit-learn and
pillow.

    python3 Benchmarks/write_digits.py digits
    custos split digits --output digits-split --seed 1
    custos train --model-name res_net_4 --width 32 --height 32 --data digits-split \\
      --recipe best --epochs 4 --output digits-run
"""

import argparse
import pathlib

from PIL import Image
from sklearn.datasets import load_digits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("output", type=pathlib.Path, help="folder to write; it must not exist")
    parser.add_argument("--side", type=int, default=32, help="columns and rows (default: 32)")
    options = parser.parse_args()
    options.output.mkdir(parents=True)
    digits = load_digits()
    for number, (levels, digit) in enumerate(zip(digits.images, digits.target)):
        folder = options.output / str(digit)
        folder.mkdir(exist_ok=True)
        pixels = (255 - levels * 255 / 16).round().astype("uint8")
        size = (options.side, options.side)
        picture = Image.fromarray(pixels).convert("RGB").resize(size, Image.Resampling.BILINEAR)
        picture.save(folder / f"{number:04}.png")
    print(f"{len(digits.target)} pictures in {options.output}")


if __name__ == "__main__":
    main()
