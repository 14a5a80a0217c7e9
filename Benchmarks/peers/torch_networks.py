"""Keras's applications, layer for layer, with a 1x1 convolution to the classes and a global average, in PyTorch."""
import torch
import torch.nn.functional as F
from torch import nn


class Unit(nn.Module):
    """Convolution, batch normalisation, ReLU; "same" padding for odd kernels with stride 1."""

    def __init__(self, cin, cout, kernel=1, stride=1, pad=None, bias=False, eps=1e-3, relu=True, affine=True):
        super().__init__()
        kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        pad = tuple(k // 2 for k in kernel) if pad is None else pad
        self.conv = nn.Conv2d(cin, cout, kernel, stride, pad, bias=bias)
        self.norm = nn.BatchNorm2d(cout, eps=eps, momentum=0.01)
        if not affine:  # a shift alone
            self.norm.weight.requires_grad_(False)
        self.relu = relu

    def forward(self, x):
        x = self.norm(self.conv(x))
        return F.relu(x, inplace=True) if self.relu else x


class Head(nn.Module):
    def __init__(self, cin, classes):
        super().__init__()
        self.conv = nn.Conv2d(cin, classes, 1)

    def forward(self, x):
        return self.conv(x).mean((2, 3))


def vgg16(classes):
    layers, channels = [], 3
    for filters, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(count):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(inplace=True)]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, Head(channels, classes))


class Bottleneck(nn.Module):
    """The stride is that of the first 1x1 convolution."""

    def __init__(self, cin, filters, stride, first):
        super().__init__()
        options = dict(bias=True, eps=1.001e-5)
        self.body = nn.Sequential(
            Unit(cin, filters, 1, stride, **options), Unit(filters, filters, 3, **options),
            Unit(filters, 4 * filters, relu=False, **options))
        self.shortcut = Unit(cin, 4 * filters, 1, stride, relu=False, **options) if first else nn.Identity()

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.body(x), inplace=True)


def res_net_50(classes):
    layers, channels = [Unit(3, 64, 7, 2, 3, bias=True, eps=1.001e-5), nn.MaxPool2d(3, 2, 1)], 64
    for filters, count, stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
        for place in range(count):
            layers.append(Bottleneck(channels, filters, stride if place == 0 else 1, place == 0))
            channels = 4 * filters
    return nn.Sequential(*layers, Head(channels, classes))


class NormalizedConvolution(nn.Module):
    """Batch normalisation, ReLU, convolution."""

    def __init__(self, cin, cout, kernel):
        super().__init__()
        self.norm = nn.BatchNorm2d(cin, eps=1.001e-5, momentum=0.01)
        self.conv = nn.Conv2d(cin, cout, kernel, padding=kernel // 2, bias=False)

    def forward(self, x):
        return self.conv(F.relu(self.norm(x), inplace=True))


class DenseLayer(nn.Module):
    def __init__(self, cin):
        super().__init__()
        self.body = nn.Sequential(NormalizedConvolution(cin, 128, 1), NormalizedConvolution(128, 32, 3))

    def forward(self, x):
        return torch.cat([x, self.body(x)], 1)


def dense_net_201(classes):
    layers, channels = [Unit(3, 64, 7, 2, 3, eps=1.001e-5), nn.MaxPool2d(3, 2, 1)], 64
    for block, count in enumerate([6, 12, 48, 32]):
        for _ in range(count):
            layers.append(DenseLayer(channels))
            channels += 32
        if block < 3:
            layers += [NormalizedConvolution(channels, channels // 2, 1), nn.AvgPool2d(2)]
            channels //= 2
    norm = nn.BatchNorm2d(channels, eps=1.001e-5, momentum=0.01)
    return nn.Sequential(*layers, norm, nn.ReLU(inplace=True), Head(channels, classes))


def chain(cin, *units):
    """Units without factor, given as (filters, kernel, stride, padding)."""
    layers = []
    for filters, *options in units:
        layers.append(Unit(cin, filters, *options, affine=False))
        cin = filters
    return nn.Sequential(*layers)


class Joined(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


class Residual(nn.Module):
    def __init__(self, channels, scale, relu, joined, *branches):
        super().__init__()
        self.mixed = Joined(*(chain(channels, *branch) for branch in branches))
        self.conv = nn.Conv2d(joined, channels, 1)
        self.scale, self.relu = scale, relu

    def forward(self, x):
        x = x + self.scale * self.conv(self.mixed(x))
        return F.relu(x, inplace=True) if self.relu else x


def inception_resnet_v2(classes):
    half = (3, 2, 0)
    average = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
    layers = [
        chain(3, (32, *half), (32, 3, 1, 0), (64, 3)), nn.MaxPool2d(3, 2), chain(64, (80,), (192, 3, 1, 0)),
        nn.MaxPool2d(3, 2),
        Joined(chain(192, (96,)), chain(192, (48,), (64, 5)), chain(192, (64,), (96, 3), (96, 3)),
               nn.Sequential(average, chain(192, (64,))))]
    layers += [Residual(320, 0.17, True, 128, [(32,)], [(32,), (32, 3)], [(32,), (48, 3), (64, 3)])
               for _ in range(10)]
    layers.append(Joined(chain(320, (384, *half)), chain(320, (256,), (256, 3), (384, *half)), nn.MaxPool2d(3, 2)))
    layers += [Residual(1088, 0.1, True, 384, [(192,)], [(128,), (160, (1, 7)), (192, (7, 1))])
               for _ in range(20)]
    layers.append(Joined(
        chain(1088, (256,), (384, *half)), chain(1088, (256,), (288, *half)),
        chain(1088, (256,), (288, 3), (320, *half)), nn.MaxPool2d(3, 2)))
    layers += [Residual(2080, 0.2 if place < 9 else 1, place < 9, 448, [(192,)],
                        [(192,), (224, (1, 3)), (256, (3, 1))]) for place in range(10)]
    return nn.Sequential(*layers, chain(2080, (1536,)), Head(1536, classes))


NETWORKS = dict(
    vgg16=vgg16, res_net_50=res_net_50, dense_net_201=dense_net_201,
    inception_resnet_v2_pretrained=inception_resnet_v2)
