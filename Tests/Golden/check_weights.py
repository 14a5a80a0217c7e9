#!/usr/bin/env python3
"""Compares Custos with Keras, timm and torchvision on weights files that these write.

    scripts/python-environment.sh .venv-weights keras==3.15.1 h5py==3.16.0 torch==2.13.0 \\
        torchvision==0.28.0 timm==1.0.31 safetensors==0.8.0
    swift build -c release --product custos-logits
    .venv-weights/bin/python Tests/Golden/check_weights.py [--tool .build/release/custos-logits] [NAME ...]

Weights and the statistics of batch normalisations are random. Each network's body is written in every
layout, read by Custos, and the logits behind a random head are compared for two small images. Ends
with 1 when any logit differs by more than 1e-4 times the largest one (at least 1), or when a file of
another network is taken. Some hundred megabytes of files lie in a temporary folder meanwhile.
"""

import argparse
import logging
import os
import subprocess
import sys
import tempfile

os.environ.setdefault("KERAS_BACKEND", "torch")
logging.getLogger("absl").setLevel(logging.ERROR)

import numpy as np

HEIGHT, WIDTH, CLASSES, IMAGES = 96, 80, 14, 2
LIMIT = 1e-4
random = np.random.default_rng(7)


def stir(value, kind):
    """Random values of a tensor of a batch normalisation."""
    if kind in ("beta", "moving_mean"):
        return random.normal(0, 0.2, value.shape).astype("float32")
    return random.uniform(0.5, 1.5, value.shape).astype("float32")


class Check:
    def __init__(self, tool, folder):
        self.tool, self.folder, self.failures = tool, folder, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def prepare(self, images, pooled):
        """Draws a head and returns the logits that it gives for the averaged maps `pooled`."""
        kernel = random.normal(0, 1, (pooled.shape[1], CLASSES))
        kernel = (kernel / np.abs(pooled.astype("float64") @ kernel).std()).astype("float32")
        bias = random.normal(0, 0.2, CLASSES).astype("float32")
        images.astype("float32").tofile(self.path("images.bin"))
        np.concatenate([kernel.ravel(), bias]).tofile(self.path("head.bin"))
        return pooled.astype("float64") @ kernel + bias

    def run(self, model, file):
        return subprocess.run(
            [self.tool, model, str(HEIGHT), str(WIDTH), str(CLASSES), file,
             self.path("images.bin"), self.path("head.bin")],
            capture_output=True, text=True, timeout=600)

    def same(self, model, file, expected):
        result = self.run(model, file)
        name = os.path.basename(file)
        if result.returncode != 0:
            self.report(False, model, name, result.stderr.strip())
            return
        lines = result.stdout.strip().split("\n")
        found = np.array([[float(x) for x in line.split()] for line in lines[1:]])
        error = np.abs(found - expected).max() / max(1, np.abs(expected).max())
        self.report(error <= LIMIT, model, name, f"{error:.1e}; {lines[0]}")

    def refused(self, model, file, text):
        result = self.run(model, file)
        good = result.returncode == 65 and text in result.stderr
        self.report(good, model, os.path.basename(file), "refused: " + result.stderr.strip())

    def report(self, good, model, name, text):
        self.failures += 0 if good else 1
        print("ok  " if good else "FAIL", model, name, text, flush=True)


# MARK: Keras


def stir_keras(model):
    for layer in model.layers:
        for variable in layer.weights:
            kind = variable.path.split("/")[-1]
            if type(layer).__name__ == "BatchNormalization":
                variable.assign(stir(variable, kind))
            elif kind == "bias":
                variable.assign(random.normal(0, 0.1, variable.shape))


def write_legacy(model, path):
    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def rename_legacy(source, target, layer_name, weight_name=lambda layer, weight: weight):
    """Copies a file of the legacy layout with other names."""
    import h5py

    with h5py.File(source) as old, h5py.File(target, "w") as new:
        text = lambda value: value.decode() if isinstance(value, bytes) else value
        names = [text(n) for n in old.attrs["layer_names"]]
        new.attrs["layer_names"] = [layer_name(n).encode() for n in names]
        for name in names:
            group = new.create_group(layer_name(name))
            weights = [text(w) for w in old[name].attrs["weight_names"]]
            group.attrs["weight_names"] = [
                weight_name(layer_name(name), w).encode() for w in weights]
            for weight in weights:
                group[weight_name(layer_name(name), weight)] = old[name][weight][()]


def first_resnet50():
    """ResNet50 as Keras had it up to 2.2: other names, and the shortcut comes last."""
    from keras import Model, layers

    def convolution(x, filters, size, name, norm, **more):
        x = layers.Conv2D(filters, size, name=name, **more)(x)
        return layers.BatchNormalization(name=norm, epsilon=1.001e-5)(x)

    image = layers.Input((HEIGHT, WIDTH, 3))
    x = layers.ZeroPadding2D(3)(image)
    x = layers.ReLU()(convolution(x, 64, 7, "conv1", "bn_conv1", strides=2))
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for stack, (filters, count) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 2):
        for block in range(count):
            end = f"{stack}{chr(97 + block)}_branch"
            stride = 2 if block == 0 and stack > 2 else 1
            names = lambda part: ("res" + end + part, "bn" + end + part)
            y = layers.ReLU()(convolution(x, filters, 1, *names("2a"), strides=stride))
            y = layers.ReLU()(convolution(y, filters, 3, *names("2b"), padding="same"))
            y = convolution(y, 4 * filters, 1, *names("2c"))
            if block == 0:
                x = convolution(x, 4 * filters, 1, *names("1"), strides=stride)
            x = layers.ReLU()(layers.add([y, x]))
    return Model(image, x)


def today(name):
    if name in ("conv1", "bn_conv1"):
        return {"conv1": "conv1_conv", "bn_conv1": "conv1_bn"}[name]
    kind = "conv" if name.startswith("res") else "bn"
    stack, block = name[3 if kind == "conv" else 2:].split("_")[0]
    branch = {"branch1": 0, "branch2a": 1, "branch2b": 2, "branch2c": 3}[name.split("_")[1]]
    return f"conv{stack}_block{ord(block) - 96}_{branch}_{kind}"


def pooled_keras(model, images):
    return np.asarray(model.predict(images, verbose=0)).mean(axis=(1, 2))


def check_keras(check, model, application, old_name=None):
    from keras import Model, layers

    base = application(include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    stir_keras(base)
    images = random.normal(0, 1, (IMAGES, HEIGHT, WIDTH, 3)).astype("float32")
    expected = check.prepare(images, pooled_keras(base, images))
    stem = application.__name__
    legacy = check.path(f"{stem}_notop.h5")
    write_legacy(base, legacy)
    check.same(model, legacy, expected)
    numbered = check.path(f"{stem}_notop.weights.h5")
    base.save_weights(numbered)
    check.same(model, numbered, expected)
    archive = check.path(f"{stem}_notop.keras")
    base.save(archive)
    check.same(model, archive, expected)
    if old_name:
        renamed = check.path(f"{stem}_old_names.h5")
        rename_legacy(legacy, renamed, *old_name)
        check.same(model, renamed, expected)
    # With the layers for ImageNet's classes.
    top = application(weights=None, input_shape=(HEIGHT, WIDTH, 3), classes=20)
    for layer, own in zip(top.layers, base.layers):
        layer.set_weights(own.get_weights())
    for name in (f"{stem}_top.h5", f"{stem}_top.keras", f"{stem}_top.weights.h5"):
        file = check.path(name)
        top.save_weights(file) if name.endswith("weights.h5") else top.save(file)
        check.same(model, file, expected)
    # The original system's own network, and one whose body is a layer.
    maps = layers.Conv2D(9, 1, padding="same")(base.output)
    full = Model(base.input, layers.Softmax()(layers.GlobalAveragePooling2D()(maps)))
    outer = layers.Input((HEIGHT, WIDTH, 3))
    nested = Model(outer, layers.Dense(9)(layers.GlobalAveragePooling2D()(base(outer))))
    for name, network in (
            ("own.h5", full), ("own.keras", full), ("nested.h5", nested), ("nested.keras", nested)):
        file = check.path(f"{stem}_{name}")
        network.save(file)
        check.same(model, file, expected)
    return legacy


def check_vgg16(check):
    from keras import applications

    check_keras(
        check, "vgg16", applications.VGG16,
        (lambda n: n,
         lambda layer, w: layer + ("_W_1:0" if w.endswith("kernel") else "_b_1:0")))
    other = applications.VGG19(include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    file = check.path("VGG19_notop.h5")
    write_legacy(other, file)
    check.refused("vgg16", file, "block3_conv4")
    check.refused("res_net_50", file, "[7, 7, 3, 64]")
    file = check.path("VGG19_notop.weights.h5")
    other.save_weights(file)
    check.refused("vgg16", file, "[3, 3, 256, 512]")


def check_resnet50(check):
    from keras import applications

    application = applications.ResNet50
    check_keras(check, "res_net_50", application)
    first = first_resnet50()
    stir_keras(first)
    images = random.normal(0, 1, (IMAGES, HEIGHT, WIDTH, 3)).astype("float32")
    expected = check.prepare(images, pooled_keras(first, images))
    base = application(include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    for layer in first.layers:
        if layer.weights:
            base.get_layer(today(layer.name)).set_weights(layer.get_weights())
    assert np.abs(pooled_keras(base, images) - pooled_keras(first, images)).max() < 1e-3
    for name in ("first_resnet50.h5", "first_resnet50_whole.h5"):
        file = check.path(name)
        write_legacy(first, file) if name == "first_resnet50.h5" else first.save(file)
        check.same("res_net_50", file, expected)
    other = applications.ResNet101(include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    file = check.path("ResNet101_notop.h5")
    write_legacy(other, file)
    check.refused("res_net_50", file, "conv4_block7")


def check_densenet(check):
    from keras import applications

    slash = {"conv1_conv": "conv1/conv", "conv1_bn": "conv1/bn", "conv1_relu": "conv1/relu"}
    check_keras(
        check, "dense_net_201", applications.DenseNet201, (lambda n: slash.get(n, n),))
    other = applications.DenseNet169(
        include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    file = check.path("DenseNet169_notop.h5")
    write_legacy(other, file)
    check.refused("dense_net_201", file, "is missing")


def check_inception(check):
    from keras import applications

    file = check_keras(
        check, "inception_resnet_v2_pretrained", applications.InceptionResNetV2)
    # The same head as a dense layer, and numbers that start elsewhere.
    images = np.fromfile(check.path("images.bin"), "float32").reshape(IMAGES, HEIGHT, WIDTH, 3)
    base = applications.InceptionResNetV2(
        include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    stir_keras(base)
    expected = check.prepare(images, pooled_keras(base, images))
    file = check.path("InceptionResNetV2_other_numbers.h5")
    write_legacy(base, file)
    check.same("inception_resnet_v2", file, expected)
    other = applications.InceptionV3(
        include_top=False, weights=None, input_shape=(HEIGHT, WIDTH, 3))
    file = check.path("InceptionV3_notop.h5")
    write_legacy(other, file)
    check.refused("inception_resnet_v2", file, "cannot be used")


# MARK: PyTorch


def stir_torch(model, gamma=True):
    import torch

    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            values = {"beta": module.bias, "moving_mean": module.running_mean,
                      "moving_variance": module.running_var}
            if gamma:
                values["gamma"] = module.weight
            for kind, tensor in values.items():
                tensor.data.copy_(torch.from_numpy(stir(tensor, kind)))
        elif getattr(module, "bias", None) is not None:
            torch.nn.init.normal_(module.bias, 0, 0.1)
    return model.eval()


def check_torch(check, model, file, network, features, gamma=True, convert=None):
    import torch
    from safetensors.torch import save_file

    stir_torch(network, gamma)
    if convert is not None:
        network.load_state_dict({k: v.to(convert).to(v.dtype) for k, v in network.state_dict().items()})
    images = random.normal(0, 1, (IMAGES, HEIGHT, WIDTH, 3)).astype("float32")
    with torch.no_grad():
        maps = features(torch.from_numpy(images.transpose(0, 3, 1, 2).copy())).numpy()
    expected = check.prepare(images, maps.mean(axis=(2, 3)))
    state = {k: (v.to(convert) if convert is not None and v.is_floating_point() else v).contiguous()
             for k, v in network.state_dict().items()}
    save_file(state, check.path(file))
    check.same(model, check.path(file), expected)


def check_pytorch(check):
    import timm
    import torch
    import torchvision
    from safetensors.torch import save_file

    relu = torch.nn.functional.relu
    for name, convert in (("f32", None), ("f16", torch.float16), ("bf16", torch.bfloat16)):
        network = torchvision.models.vgg16()
        check_torch(check, "vgg16", f"torchvision_vgg16_{name}.safetensors", network,
                    network.features, convert=convert)
    network = timm.create_model("vgg16")
    check_torch(check, "vgg16", "timm_vgg16.safetensors", network, network.forward_features)
    network = torchvision.models.densenet201()
    check_torch(check, "dense_net_201", "torchvision_densenet201.safetensors", network,
                lambda x: relu(network.features(x)))
    old = {}
    for key, value in network.state_dict().items():
        parts = key.split(".")
        if "denselayer" in key:
            parts[3] = parts[3][:-1] + "." + parts[3][-1]
        old[".".join(parts)] = value
    images = np.fromfile(check.path("images.bin"), "float32").reshape(IMAGES, HEIGHT, WIDTH, 3)
    with torch.no_grad():
        maps = relu(network.features(torch.from_numpy(images.transpose(0, 3, 1, 2).copy())))
    save_file(old, check.path("old_densenet201.safetensors"))
    check.same("dense_net_201", check.path("old_densenet201.safetensors"),
               check.prepare(images, maps.numpy().mean(axis=(2, 3))))
    network = timm.create_model("densenet201")
    check_torch(check, "dense_net_201", "timm_densenet201.safetensors", network,
                network.forward_features)
    network = timm.create_model("inception_resnet_v2")
    for model in ("inception_resnet_v2", "inception_resnet_v2_pretrained"):
        check_torch(check, model, "timm_inception_resnet_v2.safetensors", network,
                    network.forward_features, gamma=False)
    stir_torch(network)
    save_file(network.state_dict(), check.path("trained_gamma.safetensors"))
    check.refused("inception_resnet_v2", check.path("trained_gamma.safetensors"),
                  "another network")
    for network in (timm.create_model("resnet50"), torchvision.models.resnet50()):
        file = check.path("resnet50.safetensors")
        save_file(network.state_dict(), file)
        check.refused("res_net_50", file, "3x3")
    save_file(torchvision.models.vgg19().state_dict(), check.path("vgg19.safetensors"))
    check.refused("vgg16", check.path("vgg19.safetensors"), "features.16")
    torch.save(network.state_dict(), check.path("resnet50.pth"))
    check.refused("res_net_50", check.path("resnet50.pth"), "safetensors")


def main():
    checks = {"vgg16": check_vgg16, "resnet50": check_resnet50, "densenet": check_densenet,
              "inception": check_inception, "pytorch": check_pytorch}
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", default=".build/release/custos-logits")
    parser.add_argument("names", nargs="*", default=list(checks))
    arguments = parser.parse_args()
    failures = 0
    for name in arguments.names:
        with tempfile.TemporaryDirectory() as folder:
            check = Check(arguments.tool, folder)
            checks[name](check)
            failures += check.failures
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
