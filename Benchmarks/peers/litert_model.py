"""A full-integer .tflite file, written by TensorFlow's converter: int8 throughout, in and out."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402


def forward(operators, weights, picture):
    """The float network on TensorFlow operations, [1, H, W, 3] to [1, classes]."""
    maps = [picture]
    for index, operator in enumerate(operators[1:], start=1):
        inputs = [maps[i] for i in operator.inputs]
        if operator.kind == "convolution":
            filters, bias = weights[index]
            result = tf.nn.conv2d(inputs[0], filters.transpose(2, 3, 1, 0), operator.stride, "SAME") + bias
        elif operator.kind == "add":
            result = inputs[0] + inputs[1]
        elif operator.kind == "dense":
            filters, bias = weights[index]
            flat = tf.reshape(inputs[0], [1, -1])
            result = tf.matmul(flat, filters.transpose(2, 3, 1, 0).reshape(flat.shape[1], -1)) + bias
        else:
            pool = tf.nn.max_pool2d if operator.kind == "maxpool" else tf.nn.avg_pool2d
            result = pool(inputs[0], operator.kernel, operator.stride, "VALID")
        maps.append(tf.nn.relu(result) if operator.relu else result)
    return maps[-1]


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
