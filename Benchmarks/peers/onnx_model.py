"""ONNX files: the float network, and its static QDQ quantisations by onnxruntime's own tool."""
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import quantization


def write_float(operators, weights, path):
    """Input `t0` [1, 3, H, W], output `logits` [1, classes]; operator i ends in tensor `t{i}`."""
    nodes, constants = [], []
    last = len(operators) - 1
    for index, (filters, bias) in weights.items():
        if operators[index].kind == "dense":
            filters = filters.reshape(len(filters), -1)
        constants.append(numpy_helper.from_array(filters, f"w{index}"))
        constants.append(numpy_helper.from_array(bias, f"b{index}"))
    for index, operator in enumerate(operators[1:], start=1):
        inputs = [f"t{i}" for i in operator.inputs]
        output = "logits" if index == last else f"sum{index}" if operator.relu else f"t{index}"
        window = dict(kernel_shape=operator.kernel, strides=operator.stride, pads=operator.padding)
        parameters = [f"w{index}", f"b{index}"]
        if operator.kind == "convolution":
            nodes.append(helper.make_node("Conv", inputs + parameters, [output], **window))
        elif operator.kind == "dense":
            nodes.append(helper.make_node("Flatten", inputs, [f"flat{index}"]))
            nodes.append(helper.make_node("Gemm", [f"flat{index}", *parameters], [output], transB=1))
        elif operator.kind == "add":
            nodes.append(helper.make_node("Add", inputs, [output]))
        elif operator.kind == "concatenate":
            nodes.append(helper.make_node("Concat", inputs, [output], axis=1))
        elif operator.kind == "affine":
            zeros, ones = np.zeros(operator.shape[2], "f4"), np.ones(operator.shape[2], "f4")
            constants += [numpy_helper.from_array(zeros, f"m{index}"), numpy_helper.from_array(ones, f"v{index}")]
            statistics = [f"m{index}", f"v{index}"]
            nodes.append(
                helper.make_node("BatchNormalization", inputs + parameters + statistics, [output], epsilon=0.0))
        elif operator.kind == "globalaverage":
            nodes.append(helper.make_node("GlobalAveragePool", inputs, [f"mean{index}"]))
            nodes.append(helper.make_node("Flatten", [f"mean{index}"], [output]))
        elif operator.kind == "maxpool":
            nodes.append(helper.make_node("MaxPool", inputs, [output], **window))
        else:
            nodes.append(helper.make_node("AveragePool", inputs, [output], count_include_pad=0, **window))
        if operator.relu:
            nodes.append(helper.make_node("Relu", [output], [f"t{index}"]))
    for number, node in enumerate(nodes):
        node.name = f"{node.op_type}{number}"
    height, width, channels = operators[0].shape
    graph = helper.make_graph(
        nodes, "network",
        [helper.make_tensor_value_info("t0", TensorProto.FLOAT, [1, channels, height, width])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, operators[-1].shape[2]])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)


class Pictures(quantization.CalibrationDataReader):
    def __init__(self, pictures):
        self.feeds = ({"t0": picture[None]} for picture in pictures)

    def get_next(self):
        return next(self.feeds, None)


def write_int8(float_path, pictures, path, signed, reduced):
    """Per-channel int8 weights (7 bits if `reduced`), int8 (if `signed`) or uint8 activations."""
    types = quantization.QuantType
    quantization.quantize_static(
        float_path, path, Pictures(pictures), quant_format=quantization.QuantFormat.QDQ, per_channel=True,
        activation_type=types.QInt8 if signed else types.QUInt8, weight_type=types.QInt8,
        reduce_range=reduced)


def activations(path, picture):
    """{tensor: array} of all activations of a float file for one picture [3, H, W]."""
    model = onnx.load(path)
    names = [name for node in model.graph.node for name in node.output if name != "logits"]
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs = [output.name for output in session.get_outputs()]
    return dict(zip(outputs, session.run(outputs, {"t0": picture[None]})), t0=picture)
