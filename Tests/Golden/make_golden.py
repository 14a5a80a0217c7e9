#!/usr/bin/env python3
"""Makes golden.json: what PyTorch computes in float64 for networks with weights from a formula.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python make_golden.py > golden.json

Weights, images and labels come from a hash that the Swift tests compute as well, so that only
results are stored: logits, loss, and for each weight tensor the norm and a few elements of its
gradient, of its value after one step of each optimiser, and of the moving statistics.
"""
import json
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
CLASSES = 3
BATCH = 4
PENALTY = 1e-4
SAMPLES = 6


def hashed(count, salt):
    """`count` numbers in [0, 1), the same in GoldenInput.swift."""
    h = (np.arange(count, dtype=np.uint64) * 0x9E3779B1 + salt * 0x85EBCA77) & 0xFFFFFFFF
    h ^= h >> np.uint64(15)
    h = h * 0x2C1B3C6D & 0xFFFFFFFF
    h ^= h >> np.uint64(12)
    h = h * 0x297A2D39 & 0xFFFFFFFF
    h ^= h >> np.uint64(15)
    return (h >> np.uint64(8)).astype(np.float64) / 2.0**24


def sample(array):
    flat = array.detach().numpy().reshape(-1)
    places = [j * (len(flat) - 1) // (SAMPLES - 1) for j in range(SAMPLES)]
    return dict(norm=rounded(np.linalg.norm(flat)), samples=[rounded(flat[p]) for p in places])


def rounded(x):
    return float(f"{float(getattr(x, 'detach', lambda: x)()):.9g}")


class Net:
    """Runs layers as they are declared; weights are made at their first use."""

    def __init__(self):
        self.weights = {}  # name -> tensor in Keras's layout
        self.training = True
        self.counters = {}

    def start(self):
        self.counters = {}

    def name(self, kind):
        self.counters[kind] = self.counters.get(kind, 0) + 1
        return f"{kind}_{self.counters[kind]}"

    def weight(self, name, shape):
        if name not in self.weights:
            u = hashed(math.prod(shape), len(self.weights) + 1).reshape(shape)
            role = name.split("/")[1]
            if role == "kernel":
                area = math.prod(shape[:-2])
                value = (2 * u - 1) * math.sqrt(6 / (area * (shape[-2] + shape[-1])))
            elif role == "gamma":
                value = 1 + 0.2 * (2 * u - 1)
            elif role == "moving_variance":
                value = 1 + 0.5 * u
            else:
                value = 0.1 * (2 * u - 1)
            # As float32, the precision the trainer starts from.
            tensor = torch.tensor(value.astype(np.float32).astype(np.float64))
            self.weights[name] = tensor.requires_grad_(not role.startswith("moving"))
        return self.weights[name]

    def conv(self, x, filters, kernel, stride=1, same=True, bias=True):
        name = self.name("conv2d")
        kh, kw = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        w = self.weight(name + "/kernel", (kh, kw, x.shape[1], filters))
        b = self.weight(name + "/bias", (filters,)) if bias else None
        if same:
            x = F.pad(x, same_padding(x, kh, kw, stride))
        return F.conv2d(x, w.permute(3, 2, 0, 1), b, stride)

    def norm(self, x, scale=True):
        name = self.name("batch_normalization")
        c = (x.shape[1],)
        gamma = self.weight(name + "/gamma", c) if scale else torch.ones(c)
        beta = self.weight(name + "/beta", c)
        mean, var = self.weight(name + "/moving_mean", c), self.weight(name + "/moving_variance", c)
        # torch's momentum is the share of the new value.
        return F.batch_norm(x, mean, var, gamma, beta, self.training, 0.01, 1e-3)

    def dense(self, x, units):
        name = self.name("dense")
        w = self.weight(name + "/kernel", (x.shape[1], units))
        return x @ w + self.weight(name + "/bias", (units,))

    def block(self, x, filters, kernel=3, stride=1):
        return F.relu(self.norm(self.conv(x, filters, kernel, stride)))


def same_padding(x, kh, kw, stride):
    rows = max(0, (-(-x.shape[2] // stride) - 1) * stride + kh - x.shape[2])
    columns = max(0, (-(-x.shape[3] // stride) - 1) * stride + kw - x.shape[3])
    return (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)


def pool(function, x):
    return function(x, (min(2, x.shape[2]), min(2, x.shape[3])), 2)


def flat(x):
    return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)  # Keras flattens [H, W, C]


def vgg_body(net, x):
    for stage, (filters, count) in enumerate([(32, 2), (64, 2), (128, 3), (256, 3), (512, 3)]):
        if stage:
            x = pool(F.max_pool2d, x)
        for _ in range(count):
            x = net.block(x, filters)
    return pool(F.avg_pool2d, x)


def vgg4(net, x):
    return net.dense(flat(vgg_body(net, x)), CLASSES)


def vgg_global_average(net, x):
    return net.conv(vgg_body(net, x), CLASSES, 1).mean((2, 3))


def res_net_4(net, x):
    def residual(x, filters):
        y = net.norm(net.conv(net.block(x, filters), filters, 3))
        return F.relu(y + (x if x.shape[1] == filters else net.conv(x, filters, 3)))

    x = residual(net.block(net.block(x, 64, 7, 2), 32), 32)
    for filters, count in [(64, 2), (128, 3), (256, 3), (512, 3)]:
        x = pool(F.max_pool2d, x)
        for _ in range(count):
            x = residual(x, filters)
    return net.dense(flat(pool(F.avg_pool2d, x)), CLASSES)


def all_layers(net, x):
    """One of every layer, with the parameters that the larger networks need."""
    x = F.relu(net.norm(net.conv(x, 6, 7, 2)))
    x = F.max_pool2d(F.pad(x, same_padding(x, 3, 3, 2), value=-math.inf), 3, 2)
    a = net.conv(x, 5, 1)
    b = net.conv(net.conv(x, 4, (1, 7)), 4, (7, 1))
    ones = F.pad(torch.ones_like(x), same_padding(x, 3, 3, 1))
    c = F.avg_pool2d(F.pad(x, same_padding(x, 3, 3, 1)), 3, 1) / F.avg_pool2d(ones, 3, 1)
    joined = torch.cat([a, b, c], 1)
    x = F.relu(joined + 0.17 * net.conv(joined, 15, 1, bias=False))
    x = F.pad(x, (1, 2, 2, 1))
    x = F.relu(net.norm(net.conv(x, 7, 3, 2, same=False), scale=False))
    return net.dense(x.mean((2, 3)), CLASSES)


def adadelta(w, decay):
    optimizer = torch.optim.Adadelta([w], lr=1.0, rho=0.95, eps=1e-7, weight_decay=decay)
    optimizer.step()


def sgd(w, decay):
    torch.optim.SGD([w], lr=0.01, momentum=0.9, nesterov=True, weight_decay=decay).step()


def adam(w, decay):
    # torch adds epsilon to the corrected root, Keras to the uncorrected one; after one step the
    # latter is torch's with this epsilon.
    epsilon = 1e-7 / math.sqrt(1 - 0.999)
    torch.optim.Adam([w], lr=0.001, betas=(0.9, 0.999), eps=epsilon, weight_decay=decay).step()


def case(model, height, width, image_salt):
    net = Net()
    pixels = np.floor(256 * hashed(BATCH * height * width * 3, image_salt))
    x = torch.tensor(pixels.reshape(BATCH, height, width, 3)).permute(0, 3, 1, 2)
    labels = torch.arange(BATCH) % CLASSES
    factors = torch.tensor([1.0, 0.5, 2.0, 1.5])
    net.training = False
    with torch.no_grad():
        inference = model(net, x)
    net.start()
    net.training = True
    logits = model(net, x)
    loss = (F.cross_entropy(logits, labels, reduction="none") * factors).sum() / BATCH
    loss.backward()
    trained = {n: w for n, w in net.weights.items() if w.requires_grad}
    kernels = [w for n, w in trained.items() if n.endswith("/kernel")]
    result = dict(
        height=height, width=width, image_salt=image_salt,
        inference_logits=[rounded(v) for v in inference.reshape(-1)],
        logits=[rounded(v) for v in logits.reshape(-1)], loss=rounded(loss),
        kernel_squares=rounded(sum((w * w).sum() for w in kernels)),
        gradients={n: sample(w.grad) for n, w in trained.items()},
        moving={n: sample(w) for n, w in net.weights.items() if not w.requires_grad})
    for step in (adadelta, sgd, adam):
        after = {}
        for name, w in trained.items():
            copy = w.detach().clone().requires_grad_()
            copy.grad = w.grad.clone()
            step(copy, 2 * PENALTY if name.endswith("/kernel") else 0.0)
            after[name] = sample(copy - w)
        result[step.__name__] = after
    return result


def optimizer_runs():
    """Eight weights, ten steps with gradients of varying size, without penalty."""
    runs = {}
    start = torch.tensor(2 * hashed(8, 1) - 1)
    for kind in ("adadelta", "sgd", "adam"):
        w = start.clone().requires_grad_()
        if kind == "adadelta":
            optimizer = torch.optim.Adadelta([w], lr=1.0, rho=0.95, eps=1e-7)
        elif kind == "sgd":
            optimizer = torch.optim.SGD([w], lr=0.01, momentum=0.9, nesterov=True)
        for step in range(10):
            gradient = (2 * torch.tensor(hashed(8, 50 + step)) - 1) * 10.0 ** (step % 4 - 2)
            if kind == "adam":
                epsilon = 1e-7 / math.sqrt(1 - 0.999 ** (step + 1))
                if step == 0:
                    optimizer = torch.optim.Adam([w], lr=0.001, eps=epsilon)
                optimizer.param_groups[0]["eps"] = epsilon
            w.grad = gradient
            optimizer.step()
        runs[kind] = [rounded(v) for v in w.detach()]
    return runs


# The images are chosen so that no input of a ReLU is so close to 0 that float32 sees its other side:
# one such switch changes a gradient by up to a hundredth of its norm.
cases = {
    "vgg4": case(vgg4, 64, 32, 995),
    "vgg_global_average": case(vgg_global_average, 64, 32, 995),
    "res_net_4": case(res_net_4, 64, 32, 995), "all_layers": case(all_layers, 33, 30, 995)}
json.dump(dict(cases=cases, optimizers=optimizer_runs()), sys.stdout, separators=(",", ":"))
print()
