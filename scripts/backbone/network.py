"""ResNet-18 (He et al. 2015, BasicBlock, [2, 2, 2, 2]) at half width: 32-64-128-256 channels, 256 features."""

import torch
import torch.nn.functional as F
from torch import nn

WIDTHS = (32, 64, 128, 256)
BLOCKS = (2, 2, 2, 2)
DIMS = WIDTHS[-1]
TEACHER_DIMS = 1280


class Block(nn.Module):
    """Two 3 x 3 convolutions and a way past them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return F.relu(y + (self.shortcut(x) if self.shortcut else x))


class Backbone(nn.Module):
    """Standardised pictures [n, 3, h, w] -> the last map [n, 256, h / 32, w / 32]."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTHS[0], 7, 2, 3, bias=False)
        self.norm = nn.BatchNorm2d(WIDTHS[0])
        blocks, inputs = [], WIDTHS[0]
        for stage, (width, count) in enumerate(zip(WIDTHS, BLOCKS)):
            for i in range(count):
                blocks.append(Block(inputs, width, 2 if stage > 0 and i == 0 else 1))
                inputs = width
        self.blocks = nn.ModuleList(blocks)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm(self.stem(x))), 3, 2, 1)
        for block in self.blocks:
            x = block(x)
        return x


class Student(nn.Module):
    """A backbone, one classifier for each picture set, and a layer that meets the teacher's features."""

    def __init__(self, classes):
        super().__init__()
        self.backbone = Backbone()
        self.classifiers = nn.ModuleDict({name: nn.Linear(DIMS, count) for name, count in classes.items()})
        self.to_teacher = nn.Linear(DIMS, TEACHER_DIMS)

    def features(self, x):
        return self.backbone(x).mean(dim=(2, 3))


def tiles(last_map):
    """The 3 x 3 cells of the last map, row by row: [n, 256, h, w] -> [n, 9, 256]."""
    return F.adaptive_avg_pool2d(last_map, 3).flatten(2).transpose(1, 2)


def units(backbone):
    """(convolution, norm) pairs in the order in which an exported graph has its convolutions."""
    yield backbone.stem, backbone.norm
    for block in backbone.blocks:
        yield block.conv1, block.norm1
        yield block.conv2, block.norm2
        if block.shortcut:
            yield block.shortcut[0], block.shortcut[1]


@torch.no_grad()
def folded(conv, norm):
    """The weights and bias of a convolution with its norm folded in, float64."""
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    weight = conv.weight.double() * scale.view(-1, 1, 1, 1)
    return weight, norm.bias.double() - norm.running_mean.double() * scale
