"""ONNX files: the float network, and its static QDQ quantisations by onnxruntime's own tool."""
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import quantization


def write_float(operators, weights, path):
    """Input `t0` [1, 3, H, W], output `logits` [1, classes]; operator i ends in tensor `t{i}`."""
    nodes, constants = [], []
    for index, (filters, bias) in weights.items():
        if operators[index].kind == "dense":
            filters = filters.reshape(len(filters), -1)
        constants.append(numpy_helper.from_array(filters, f"w{index}"))
        constants.append(numpy_helper.from_array(bias, f"b{index}"))
    for index, operator in enumerate(operators[1:], start=1):
        inputs = [f"t{i}" for i in operator.inputs]
        output = f"sum{index}" if operator.relu else f"t{index}"
        window = dict(kernel_shape=operator.kernel, strides=operator.stride)
        if operator.kind == "convolution":
            inputs += [f"w{index}", f"b{index}"]
            nodes.append(helper.make_node("Conv", inputs, [output], pads=operator.padding, **window))
        elif operator.kind == "dense":
            nodes.append(helper.make_node("Flatten", inputs, [f"flat{index}"]))
            nodes.append(
                helper.make_node("Gemm", [f"flat{index}", f"w{index}", f"b{index}"], ["logits"], transB=1))
        elif operator.kind == "add":
            nodes.append(helper.make_node("Add", inputs, [output]))
        else:
            pool = "MaxPool" if operator.kind == "maxpool" else "AveragePool"
            nodes.append(helper.make_node(pool, inputs, [output], **window))
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
