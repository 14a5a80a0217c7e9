"""A full-integer .tflite file, written by TensorFlow's converter: int8 throughout, in and out."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402


def forward(operators, weights, picture):
    """The float network on TensorFlow operations, [1, H, W, 3] to [1, classes]."""
    maps = [picture]
    for index, operator in enumerate(operators[1:], start=1):
        inputs = [maps[i] for i in operator.inputs]
        filters, bias = weights.get(index, (None, None))
        if operator.kind == "convolution":
            source, border = padded(operator, inputs[0])
            result = tf.nn.conv2d(source, filters.transpose(2, 3, 1, 0), operator.stride, border) + bias
        elif operator.kind == "add":
            result = inputs[0] + inputs[1]
        elif operator.kind == "concatenate":
            result = tf.concat(inputs, axis=3)
        elif operator.kind == "affine":
            result = inputs[0] * filters + bias
        elif operator.kind == "dense":
            flat = tf.reshape(inputs[0], [1, -1])
            result = tf.matmul(flat, filters.transpose(2, 3, 1, 0).reshape(flat.shape[1], -1)) + bias
        elif operator.kind == "globalaverage":
            result = tf.reduce_mean(inputs[0], axis=(1, 2))
        else:
            source, border = padded(operator, inputs[0])
            pool = tf.nn.max_pool2d if operator.kind == "maxpool" else tf.nn.avg_pool2d
            result = pool(source, operator.kernel, operator.stride, border)
        maps.append(tf.nn.relu(result) if operator.relu else result)
    return maps[-1]


def padded(operator, source):
    """The map and TensorFlow's name of the border, after zeros where neither name gives the padding. No average
    pooling of the networks needs those."""
    height, width = source.shape[1:3]
    top, left, bottom, right = operator.padding
    same = [same_padding(*axis) for axis in zip((height, width), operator.kernel, operator.stride)]
    if not any(operator.padding):
        return source, "VALID"
    if same == [(top, bottom), (left, right)]:
        return source, "SAME"
    return tf.pad(source, [(0, 0), (top, bottom), (left, right), (0, 0)]), "VALID"


def same_padding(extent, kernel, stride):
    """TensorFlow's "same": (before, after); an odd row or column goes after."""
    total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
    return total // 2, total - total // 2


def write_int8(operators, weights, pictures, path):
    """Quantises with the ranges of `pictures` [N, 3, H, W]."""
    height, width, channels = operators[0].shape
    function = tf.function(
        lambda picture: forward(operators, weights, picture),
        input_signature=[tf.TensorSpec([1, height, width, channels], tf.float32)])
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([p.transpose(1, 2, 0)[None]] for p in pictures)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    path.write_bytes(converter.convert())
