#!/usr/bin/env python3
"""Training step of Custos and of PyTorch's CPU build, in turns on the same machine.

    swift build -c release --product custos-training-step
    python3 training_step.py --step .build/release/custos-training-step --model_name vgg4

Needs torch. A step is forward, backward and Adadelta with an L2 penalty on random images. Prints
one JSON line: medians, and the ratio ours / torch (below 1: Custos is faster). PyTorch runs in both
memory layouts; the ratio is against the better one.
"""
import argparse
import json
import statistics
import subprocess
import time

import torch
import torch.nn.functional as F
from torch import nn

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--step", required=True, help="path of custos-training-step")
p.add_argument("--model_name", default="vgg4", choices=["vgg4", "res_net_4"])
p.add_argument("--height", type=int, default=112)
p.add_argument("--width", type=int, default=56)
p.add_argument("--batch", type=int, default=8)
p.add_argument("--threads", type=int, default=2)
p.add_argument("--rounds", type=int, default=15)
a = p.parse_args()
torch.set_num_threads(a.threads)
CLASSES = 14


class Unit(nn.Module):
    """Convolution with TensorFlow's "same" padding, batch normalisation, ReLU."""

    def __init__(self, cin, cout, kernel=3, stride=1, norm=True, relu=True):
        super().__init__()
        self.pad = (2, 3, 2, 3) if stride == 2 else None  # 7x7 on even sizes
        self.conv = nn.Conv2d(cin, cout, kernel, stride, 0 if self.pad else kernel // 2)
        self.norm = nn.BatchNorm2d(cout, eps=1e-3, momentum=0.01) if norm else nn.Identity()
        self.relu = relu

    def forward(self, x):
        x = self.norm(self.conv(F.pad(x, self.pad) if self.pad else x))
        return F.relu(x) if self.relu else x


class Residual(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.body = nn.Sequential(Unit(cin, cout), Unit(cout, cout, relu=False))
        self.shortcut = nn.Identity() if cin == cout else Unit(cin, cout, norm=False, relu=False)

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


class Pool(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x, (min(2, x.shape[2]), min(2, x.shape[3])), 2)


def network():
    layers, channels = [], 3
    if a.model_name == "vgg4":
        stages = [(32, 2), (64, 2), (128, 3), (256, 3), (512, 3)]
        make = Unit
    else:
        layers, channels = [Unit(3, 64, 7, 2), Unit(64, 32)], 32
        stages = [(32, 1), (64, 2), (128, 3), (256, 3), (512, 3)]
        make = Residual
    for stage, (filters, count) in enumerate(stages):
        if stage:
            layers.append(Pool(F.max_pool2d))
        for _ in range(count):
            layers.append(make(channels, filters))
            channels = filters
    layers += [Pool(F.avg_pool2d), nn.Flatten(), nn.LazyLinear(CLASSES)]
    net = nn.Sequential(*layers)
    net(torch.zeros(2, 3, a.height, a.width))
    return net.train()


class Torch:
    def __init__(self, layout):
        self.net = network().to(memory_format=layout)
        self.x = torch.rand(a.batch, 3, a.height, a.width).contiguous(memory_format=layout)
        self.y = torch.arange(a.batch) % CLASSES
        kernels = [w for w in self.net.parameters() if w.dim() > 1]
        others = [w for w in self.net.parameters() if w.dim() == 1]
        self.optimizer = torch.optim.Adadelta(
            [dict(params=kernels, weight_decay=2e-4), dict(params=others)], lr=1.0, rho=0.95, eps=1e-7)

    def step(self):
        start = time.perf_counter()
        self.optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(self.net(self.x), self.y).backward()
        self.optimizer.step()
        return (time.perf_counter() - start) * 1e3


class Custos:
    def __init__(self):
        arguments = [a.model_name, a.height, a.width, a.batch, a.threads]
        self.process = subprocess.Popen(
            [a.step] + [str(v) for v in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def step(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


runners = {"custos": Custos(), "torch_nchw": Torch(torch.contiguous_format),
           "torch_nhwc": Torch(torch.channels_last)}
times = {name: [] for name in runners}
for turn in range(a.rounds + 2):
    for name, runner in runners.items():
        elapsed = runner.step()
        if turn >= 2:  # two rounds warm up
            times[name].append(elapsed)
medians = {name + "_ms": round(statistics.median(v), 1) for name, v in times.items()}
least = {name + "_min_ms": round(min(v), 1) for name, v in times.items()}
torch_best = min(medians["torch_nchw_ms"], medians["torch_nhwc_ms"])
print(json.dumps(dict(
    schema="custos.training-step/1", model=a.model_name, size=f"{a.height}x{a.width}", batch=a.batch,
    threads=a.threads, rounds=a.rounds, torch=torch.__version__, **medians, **least,
    ratio=round(medians["custos_ms"] / torch_best, 3))))
