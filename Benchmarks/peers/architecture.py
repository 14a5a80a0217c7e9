"""The networks as `custos-benchmarks layers` prints them: operators with their shapes, and random weights.

Maps are [H, W, C], filters [C_out, C_in, KH, KW]. Batch normalisations and the factors of residual sums are part
of a convolution's weights, as every converter would have it; what cannot be folded is an `affine`, a multiplier and
an offset for each channel.
"""
from dataclasses import dataclass
from pathlib import Path

import numpy as np

KINDS = {
    "input", "convolution", "dense", "add", "concatenate", "affine", "maxpool", "averagepool", "globalaverage"}


@dataclass
class Operator:
    kind: str  # one of KINDS
    inputs: list  # indices of the operators it reads
    shape: tuple  # of its output, (H, W, C)
    kernel: tuple = (1, 1)  # (height, width) of the window
    stride: tuple = (1, 1)
    padding: tuple = (0, 0, 0, 0)  # top, left, bottom, right
    relu: bool = False


def numbers(text):
    return tuple(int(number) for number in text.split("x"))


def load(path):
    """The operators of a file of layers; operator 0 is the input, the last one gives the logits."""
    return [parse(line.split()) for line in Path(path).read_text().splitlines()]


def parse(words):
    """One line; its format is in Benchmarks/README.md."""
    kind, shape, inputs, *details = words
    if kind not in KINDS:
        raise SystemExit(f"`{' '.join(words)}` is no layer that the peers' models can have.")
    operator = Operator(kind, [int(i) for i in inputs.split(",") if i != "-"], numbers(shape))
    operator.relu = "relu" in details
    for key, value in zip(details, details[1:]):
        if key in ("kernel", "stride", "padding"):
            setattr(operator, key, numbers(value))
    return operator


def weights(operators):
    """{index: (filter, bias)}, He-uniform. A dense layer's filter is [C_out, C_in, H, W] of its input, an affine's is
    its multipliers [C], which keep the magnitude of maps."""
    random = np.random.default_rng(1)
    result = {}
    for index, operator in enumerate(operators):
        channels_out = operator.shape[2]
        if operator.kind in ("convolution", "dense"):
            height, width, channels = operators[operator.inputs[0]].shape
            window = operator.kernel if operator.kind == "convolution" else (height, width)
            limit = np.sqrt(6 / (window[0] * window[1] * channels))
            filters = random.uniform(-limit, limit, (channels_out, channels, *window))
        elif operator.kind == "affine":
            filters = random.uniform(0.5, 1.5, channels_out)
        else:
            continue
        bias = random.uniform(-0.1, 0.1, channels_out)
        result[index] = filters.astype("f4"), bias.astype("f4")
    return result


def pictures(operators, count, seed):
    """Random squares of 8x8 pixels in [0, 1], [count, 3, H, W] float32."""
    height, width, _ = operators[0].shape
    coarse = np.random.default_rng(seed).random((count, 3, -(-height // 8), -(-width // 8)), dtype="f4")
    return np.ascontiguousarray(coarse.repeat(8, axis=2).repeat(8, axis=3)[:, :, :height, :width])
