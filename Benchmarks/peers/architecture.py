"""The networks of Shapes/*.txt: operators with their shapes, and random weights for them.

Maps are [H, W, C], filters [C_out, C_in, KH, KW]. As in the real networks every convolution has a ReLU,
but for one that only an addition reads: there the addition has it.
"""
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SHAPES = Path(__file__).resolve().parent.parent / "Shapes"


@dataclass
class Operator:
    kind: str  # input, convolution, maxpool, averagepool, add or dense
    inputs: list  # indices of the operators it reads
    shape: tuple  # of its output, (H, W, C)
    kernel: tuple = (1, 1)  # (height, width) of the window
    stride: tuple = (1, 1)
    padding: tuple = (0, 0, 0, 0)  # top, left, bottom, right
    relu: bool = False


def same_padding(extent, kernel, stride):
    """TensorFlow's "same": (before, after); an odd row or column goes after."""
    total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
    return total // 2, total - total // 2


def load(network, height, width):
    """The operators of Shapes/NETWORK.txt; operator 0 is the input."""
    operators = [Operator("input", [], (height, width, 3))]
    for line in (SHAPES / f"{network}.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            operators.append(parse(words, operators))
    for index, operator in enumerate(operators):
        readers = [o.kind for o in operators if index in o.inputs]
        operator.relu = operator.kind == "add" or (operator.kind == "convolution" and readers != ["add"])
    return operators


def parse(words, operators):
    """One line of a shape file; its format is in Benchmarks/README.md."""
    kind, options = words[0], dict(zip(words, words[1:]))
    if kind == "add":
        inputs = [int(words[1]), int(words[2])]
        return Operator(kind, inputs, operators[inputs[0]].shape)
    source = int(options.get("from", len(operators) - 1))
    height, width, channels = operators[source].shape
    if kind == "dense":
        return Operator(kind, [source], (1, 1, int(words[1])))
    kernel = tuple(int(n) for n in words[2 if kind == "convolution" else 1].split("x"))
    if kind == "convolution":
        stride = int(options.get("stride", 1))
        top, bottom = same_padding(height, kernel[0], stride)
        left, right = same_padding(width, kernel[1], stride)
        shape = (-(-height // stride), -(-width // stride), int(words[1]))
        return Operator(kind, [source], shape, kernel, (stride, stride), (top, left, bottom, right))
    if kind not in ("maxpool", "averagepool"):
        raise SystemExit(f"`{' '.join(words)}` of a shape file is no operator; see Benchmarks/README.md.")
    window = min(kernel[0], height), min(kernel[1], width)
    shape = (height - window[0]) // kernel[0] + 1, (width - window[1]) // kernel[1] + 1, channels
    return Operator(kind, [source], shape, window, kernel)


def weights(operators):
    """{index: (filter, bias)}, He-uniform. A dense layer's filter is [C_out, C_in, H, W] of its input."""
    random = np.random.default_rng(1)
    result = {}
    for index, operator in enumerate(operators):
        if operator.kind in ("convolution", "dense"):
            height, width, channels = operators[operator.inputs[0]].shape
            window = operator.kernel if operator.kind == "convolution" else (height, width)
            limit = np.sqrt(6 / (window[0] * window[1] * channels))
            shape = (operator.shape[2], channels, *window)
            result[index] = (
                random.uniform(-limit, limit, shape).astype("f4"),
                random.uniform(-0.1, 0.1, operator.shape[2]).astype("f4"))
    return result


def pictures(operators, count, seed):
    """Random squares of 8x8 pixels in [0, 1], [count, 3, H, W] float32."""
    height, width, _ = operators[0].shape
    coarse = np.random.default_rng(seed).random((count, 3, height // 8, width // 8), dtype="f4")
    return np.ascontiguousarray(coarse.repeat(8, axis=2).repeat(8, axis=3))
