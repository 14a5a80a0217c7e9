"""An int8 network in ncnn's own files, as its converter ncnn2int8 would write it: the tool is in no
Python package. Convolutions and the dense layer hold int8 weights; a convolution that only convolutions
read hands on int8, everything else float."""
import struct

import numpy as np

INT8_WEIGHTS = 0x000D4B38  # ncnn's tag of a blob of int8
SCALES, REQUANTIZE = 2, 100  # int8_scale_term


class Writer:
    """Collects the layers of the .param file and the blobs of the .bin file."""

    def __init__(self, operators, weights, largest):
        self.operators, self.weights, self.largest = operators, weights, largest
        self.lines, self.blobs, self.data = [], 0, bytearray()
        self.readers = [[o for o in operators if i in o.inputs] for i in range(len(operators))]
        self.names = {}  # operator: names of its output left to be read, one a reader

    def layer(self, kind, name, inputs, outputs, **parameters):
        fields = [f"{key[1:]}={value}" for key, value in parameters.items()]
        counts = [str(len(inputs)), str(len(outputs))]
        self.lines.append(" ".join([kind, name, *counts, *inputs, *outputs, *fields]))
        self.blobs += len(outputs)

    def publish(self, index):
        """Makes operator `index`'s output readable: ncnn wants one blob a reader."""
        self.names[index] = [f"t{index}"]
        if len(self.readers[index]) > 1:
            self.names[index] = [f"t{index}_{n}" for n in range(len(self.readers[index]))]
            self.layer("Split", f"split{index}", [f"t{index}"], list(self.names[index]))

    def quantized(self, index, requantized):
        """Appends weights, bias and scales (127 / largest magnitude) of operator `index`."""
        filters, bias = self.weights[index]
        rows = filters.reshape(len(filters), -1)
        scales = 127 / np.abs(rows).max(axis=1)
        encoded = np.rint(rows * scales[:, None]).astype("i1").tobytes()
        self.data += struct.pack("<I", INT8_WEIGHTS) + encoded + bytes(-len(encoded) % 4)
        self.data += bias.astype("<f4").tobytes() + scales.astype("<f4").tobytes()
        ends = [self.operators[index].inputs[0]] + ([index] if requantized else [])
        self.data += np.array([127 / self.largest[i] for i in ends], "<f4").tobytes()

    def activated(self, index, operator, output):
        """Appends the ReLU of operator `index`, whose layer ends in the blob sum{index} if it has one."""
        if operator.relu:
            self.layer("ReLU", f"relu{index}", [f"sum{index}"], output)

    def append(self, index, operator):
        inputs = [self.names[i].pop(0) for i in operator.inputs]
        is_last = index == len(self.operators) - 1
        output, (height, width, channels) = ["logits" if is_last else f"t{index}"], operator.shape
        result = [f"sum{index}"] if operator.relu else output
        (kernel_y, kernel_x), (stride_y, stride_x) = operator.kernel, operator.stride
        top, left, bottom, right = operator.padding
        window = dict(_1=kernel_x, _11=kernel_y)
        if operator.kind == "input":
            self.layer("Input", "input", [], output, _0=width, _1=height, _2=channels)
        elif operator.kind == "convolution":
            requantized = all(reader.kind == "convolution" for reader in self.readers[index])
            self.layer(
                "Convolution", f"convolution{index}", inputs, output, _0=channels, **window, _3=stride_x,
                _13=stride_y, _4=left, _14=top, _15=right, _16=bottom, _5=1,
                _6=self.weights[index][0].size, _8=SCALES + (REQUANTIZE if requantized else 0),
                _9=int(operator.relu))
            self.quantized(index, requantized)
        elif operator.kind == "add":
            self.layer("BinaryOp", f"add{index}", inputs, result, _0=0)
            self.activated(index, operator, output)
        elif operator.kind == "concatenate":
            self.layer("Concat", f"concatenate{index}", inputs, output, _0=0)
        elif operator.kind == "affine":
            self.layer("Scale", f"affine{index}", inputs, result, _0=channels, _1=1)
            self.data += b"".join(values.tobytes() for values in self.weights[index])
            self.activated(index, operator, output)
        elif operator.kind == "dense":
            self.layer("Flatten", f"flatten{index}", inputs, [f"flat{index}"])
            self.layer(
                "InnerProduct", f"dense{index}", [f"flat{index}"], output, _0=channels, _1=1,
                _2=self.weights[index][0].size, _8=SCALES)
            self.quantized(index, requantized=False)
        elif operator.kind == "globalaverage":
            self.layer("Pooling", f"mean{index}", inputs, output, _0=1, _4=1)
        else:
            self.layer(
                "Pooling", f"pool{index}", inputs, output, _0=int(operator.kind == "averagepool"), **window,
                _2=stride_x, _12=stride_y, _3=left, _13=top, _14=right, _15=bottom, _5=1, _6=0)
        if not is_last:
            self.publish(index)


def write_int8(operators, weights, activations, stem):
    """Writes STEM.param and STEM.bin; the ranges are the largest magnitudes of `activations`."""
    largest = {
        index: float(abs(activations[f"t{index}"]).max()) for index in range(len(operators) - 1)}
    writer = Writer(operators, weights, largest)
    for index, operator in enumerate(operators):
        writer.append(index, operator)
    layers = "\n".join(writer.lines)
    stem.with_suffix(".param").write_text(f"7767517\n{len(writer.lines)} {writer.blobs}\n{layers}\n")
    stem.with_suffix(".bin").write_bytes(writer.data)
