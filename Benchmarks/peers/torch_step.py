"""A training step of PyTorch: forward, backward, Adadelta with an L2 penalty on kernels.

    python -m peers.torch_step vgg4 112x56 BATCH THREADS nchw|nhwc eager|compiled
"""
import sys

import torch
import torch.nn.functional as F
from torch import nn

from .torch_networks import NETWORKS
from .turns import serve

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
    """2x2 pooling, the window clamped to the map."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x, (min(2, x.shape[2]), min(2, x.shape[3])), 2)


def network(name, height, width):
    if name in NETWORKS:
        return NETWORKS[name](CLASSES).train()
    layers, channels = [], 3
    if name == "vgg4":
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
    net(torch.zeros(2, 3, height, width))
    return net.train()


def main(name, size, batch, threads, layout, mode):
    height, width = map(int, size.split("x"))
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layout = torch.channels_last if layout == "nhwc" else torch.contiguous_format
    net = network(name, height, width).to(memory_format=layout)
    x = torch.rand(batch, 3, height, width).contiguous(memory_format=layout)
    y = torch.arange(batch) % CLASSES
    weights = [w for w in net.parameters() if w.requires_grad]
    kernels = [w for w in weights if w.dim() > 1]
    others = [w for w in weights if w.dim() == 1]
    optimizer = torch.optim.Adadelta(
        [dict(params=kernels, weight_decay=2e-4), dict(params=others)], lr=1.0, rho=0.95, eps=1e-7)
    forward = torch.compile(net) if mode == "compiled" else net

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(forward(x), y).backward()
        optimizer.step()

    step()  # compiles
    serve(dict(engine=f"torch {torch.__version__}"), step)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
