#!/usr/bin/env python3
"""Makes keras_golden.json: what Keras computes for its applications with weights from a formula.

    python3 -m venv venv && venv/bin/pip install keras tensorflow-cpu
    venv/bin/python make_keras_golden.py > keras_golden.json

For each network the layers of the model for 448x224 pixels and 14 classes as Keras lists them, and at a small
size, in float64, logits, loss, gradients, moving statistics and one step of SGD. Weights, images and labels
come from a hash that the Swift tests compute as well, so that only results are stored: of each tensor
its norm and its product with hashed numbers, for trained ones those of the gradient and of the step.

Names of layers that Keras numbers (conv2d, conv2d_1, ...) are numbered from 1 as in Custos.
"""
import json
import math
import os
import re
import sys
import zlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import numpy as np
import tensorflow as tf
from keras import applications, layers

CLASSES = 3
BATCH = 2
RATE, MOMENTUM = 0.01, 0.9
NUMBERED = re.compile(
    "(activation|average_pooling2d|batch_normalization|concatenate|conv2d|custom_scale_layer|dense|"
    "global_average_pooling2d|input_layer|max_pooling2d|zero_padding2d)(_[0-9]+)?$")
# The residual sums of Inception-ResNet, in which Keras has numbered layers of a class of its own.
SUMS = [f"block{rows}_{place}" for rows, count in [(35, 10), (17, 20), (8, 10)] for place in range(1, count + 1)]


def hashed(count, salt):
    """`count` numbers in [0, 1), the same in GoldenInput.swift."""
    h = (np.arange(count, dtype=np.uint64) * 0x9E3779B1 + (salt * 0x85EBCA77 & 0xFFFFFFFF)) & 0xFFFFFFFF
    h ^= h >> np.uint64(15)
    h = h * 0x2C1B3C6D & 0xFFFFFFFF
    h ^= h >> np.uint64(12)
    h = h * 0x297A2D39 & 0xFFFFFFFF
    h ^= h >> np.uint64(15)
    return (h >> np.uint64(8)).astype(np.float64) / 2.0**24


def salt(name):
    return zlib.crc32(name.encode())


def rounded(x):
    return float(f"{float(x):.8g}")


def digest(name, array):
    """Norm of a tensor and its product with numbers in [-1, 1)."""
    flat = np.asarray(array, np.float64).reshape(-1)
    return [rounded(np.linalg.norm(flat)), rounded(flat @ (2 * hashed(len(flat), salt(name) + 1) - 1))]


def custos_name(name):
    match = NUMBERED.match(name)
    if not match:
        return name
    kind, number = match[1], int((match[2] or "_0")[1:]) + 1
    if kind == "custom_scale_layer":
        return SUMS[number - 1]
    return f"{'input' if kind == 'input_layer' else kind}_{number}"


def with_head(body, classes):
    """The head of the original system behind a body with given weights."""
    maps = layers.Conv2D(classes, 1)(body.output)
    return keras.Model(body.input, layers.Activation("softmax")(layers.GlobalAveragePooling2D()(maps)))


def network(name, height, width, classes):
    keras.backend.clear_session()
    options = dict(weights=None, input_shape=(height, width, 3))
    if name == "inception_resnet_v2":
        return applications.InceptionResNetV2(classes=classes, **options)
    application = dict(
        inception_resnet_v2_pretrained=applications.InceptionResNetV2, vgg16=applications.VGG16,
        res_net_50=applications.ResNet50, dense_net_201=applications.DenseNet201)[name]
    return with_head(application(include_top=False, **options), classes)


def tensors(model):
    """All variables with their names in Custos, in the order of the model's layers."""
    for layer in model.layers:
        for variable in layer.weights:
            role = variable.path.split("/")[-1]
            yield f"{custos_name(layer.name)}/{role}", variable


def set_weights(model):
    for name, variable in tensors(model):
        shape, role = tuple(variable.shape), name.split("/")[1]
        u = hashed(math.prod(shape), salt(name)).reshape(shape)
        if role == "kernel":
            value = (2 * u - 1) * math.sqrt(6 / (math.prod(shape[:-2]) * (shape[-2] + shape[-1])))
        elif role == "gamma":
            value = 1 + 0.2 * (2 * u - 1)
        elif role == "moving_variance":
            value = 1 + 0.5 * u
        elif role == "beta":
            # Far from 0 only few inputs of ReLUs are so close to 0 that float32 can see their other side: each
            # that does changes gradients, and in deep networks more of them.
            value = 3.5 + 0.1 * (2 * u - 1)
        else:
            value = 0.1 * (2 * u - 1)
        # As float32, the precision the trainer starts from.
        variable.assign(value.astype(np.float32).astype(np.float64))


def listing(model):
    """Name, shape of the output and number of parameters of each layer."""
    rows = []
    for layer in model.layers:
        shape = layer.output.shape[1:]
        shape = "x".join(str(n) for n in ((1, 1, *shape) if len(shape) == 1 else shape))
        rows.append(f"{custos_name(layer.name)} {shape} {layer.count_params()}")
    return rows


def pixel_counts(model):
    """For each batch normalisation the pixels of a batch's map."""
    return {custos_name(layer.name): BATCH * layer.output.shape[1] * layer.output.shape[2]
            for layer in model.layers if isinstance(layer, layers.BatchNormalization)}


def logits_of(model):
    """The same model without its softmax."""
    last = model.layers[-1]
    if isinstance(last, layers.Dense):
        last.activation = keras.activations.linear
        return model
    return keras.Model(model.input, last.input)


def case(name, height, width, image_salt):
    model = logits_of(network(name, height, width, CLASSES))
    set_weights(model)
    dtype = keras.config.floatx()
    pixels = np.floor(256 * hashed(BATCH * height * width * 3, image_salt))
    images = tf.constant(pixels.reshape(BATCH, height, width, 3), dtype)
    factors = tf.constant([1.0, 0.5], dtype)
    inference = model(images, training=False)
    before = {n: v.numpy() for n, v in tensors(model)}
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(np.arange(BATCH) % CLASSES, logits)
        loss = tf.reduce_sum(losses * factors) / BATCH
    named = dict(tensors(model))
    trained = {n: v for n, v in named.items() if v.trainable}
    gradients = tape.gradient(loss, [v.value for v in trained.values()])
    optimizer = keras.optimizers.SGD(RATE, MOMENTUM, nesterov=True)
    optimizer.apply(gradients, list(trained.values()))
    counts = pixel_counts(model)
    moving = {}
    for n, v in named.items():
        if v.trainable:
            continue
        value = v.numpy()
        if n.endswith("moving_variance"):
            # Keras 3 moves the variance towards the batch's own; Custos, like the fused kernel of Keras 2,
            # towards the unbiased estimate.
            count = counts[n.split("/")[0]]
            value = 0.99 * before[n] + (value - 0.99 * before[n]) * count / (count - 1)
        moving[n] = digest(n, value)
    return dict(
        height=height, width=width, image_salt=image_salt,
        inference_logits=[rounded(v) for v in inference.numpy().reshape(-1)],
        logits=[rounded(v) for v in logits.numpy().reshape(-1)], loss=rounded(loss),
        trained={n: digest(n, g) + digest(n, v.numpy() - before[n])
                 for (n, v), g in zip(trained.items(), gradients)},
        moving=moving)


# Large enough for at least 2x3 pixels in the smallest map: statistics of fewer are badly conditioned.
# The images are chosen so that float32 takes no input of a ReLU to its other side, in whatever order it sums:
# in inception_resnet_v2, which has the most, each is at least 8 times the layer's root mean square error (of
# Keras's float32) away from 0, and the largest of a pool's window 3 times from the next one.
CASES = {
    "inception_resnet_v2": (107, 139, 1048), "vgg16": (32, 48, 995), "res_net_50": (64, 96, 995),
    "dense_net_201": (64, 96, 996)}


def preprocessing():
    """Three pixels, RGB, as each application wants them."""
    pixels = np.array([[[0, 0, 0], [255, 255, 255], [10, 128, 250]]], np.float64)
    modules = dict(
        inception_resnet_v2=applications.inception_resnet_v2, vgg16=applications.vgg16,
        inception_resnet_v2_pretrained=applications.inception_resnet_v2, res_net_50=applications.resnet,
        dense_net_201=applications.densenet)
    return {name: [rounded(v) for v in module.preprocess_input(pixels.copy()).reshape(-1)]
            for name, module in modules.items()}


def main():
    keras.config.set_floatx("float64")
    names = ["inception_resnet_v2", "inception_resnet_v2_pretrained", "vgg16", "res_net_50", "dense_net_201"]
    result = dict(
        layers={name: listing(network(name, 448, 224, 14)) for name in names},
        preprocessing=preprocessing(),
        cases={name: case(name, *options) for name, options in CASES.items()})
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
