"""Writes a backbone as ONNX, in the form that ARCHITECTURE.md, "Models", asks for.

The graph is written node by node and not traced: its names and its bytes depend on the weights alone, not on the version
of PyTorch.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from augment import DEVIATION, MEAN, standardise
from network import DIMS, folded, tiles

OPSET = 13
CELLS = 9


class _Graph:
    """Nodes and constants as they are added; a node's value bears the node's name."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind, name, *inputs, **attributes):
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def conv(self, name, x, conv, norm):
        weight, bias = (values.float().cpu().numpy() for values in folded(conv, norm))
        kernel, pad, stride = conv.kernel_size[0], conv.padding[0], conv.stride[0]
        inputs = [x, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        sizes = {"kernel_shape": [kernel] * 2, "pads": [pad] * 4, "strides": [stride] * 2}
        return self.node("Conv", name, *inputs, dilations=[1, 1], group=1, **sizes)


def encode_backbone(backbone, side):
    """`image` uint8 [n, side, side, 3] -> `features` float32 [n, 256] and `tiles` float32 [n, 9, 256]."""
    graph = _Graph()
    x = graph.node("Transpose", "channels_first", "image", perm=[0, 3, 1, 2])
    x = graph.node("Cast", "values", x, to=TensorProto.FLOAT)
    mean = np.array(MEAN, dtype=np.float32).reshape(1, 3, 1, 1)
    scale = (1.0 / np.array(DEVIATION)).astype(np.float32).reshape(1, 3, 1, 1)
    x = graph.node("Sub", "centred", x, graph.constant("mean", mean))
    x = graph.node("Mul", "standardised", x, graph.constant("scale", scale))
    x = graph.node("Relu", "stem.relu", graph.conv("stem", x, backbone.stem, backbone.norm))
    x = graph.node("MaxPool", "pool", x, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2])
    for i, block in enumerate(backbone.blocks):
        name = f"block{i}"
        y = graph.node("Relu", f"{name}.relu1", graph.conv(f"{name}.conv1", x, block.conv1, block.norm1))
        y = graph.conv(f"{name}.conv2", y, block.conv2, block.norm2)
        past = graph.conv(f"{name}.shortcut", x, *block.shortcut) if block.shortcut else x
        x = graph.node("Relu", f"{name}.relu2", graph.node("Add", f"{name}.sum", y, past))
    last = -(-side // 32)
    x = graph.node("Reshape", "places", x, graph.constant("places_shape", np.array([0, DIMS, last * last])))
    graph.node("ReduceMean", "features", x, axes=[2], keepdims=0)
    x = graph.node("MatMul", "cells", x, graph.constant("cell_shares", _cell_shares(last)))
    graph.node("Transpose", "tiles", x, perm=[0, 2, 1])
    inputs = [helper.make_tensor_value_info("image", TensorProto.UINT8, ["n", side, side, 3])]
    outputs = [
        helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", DIMS]),
        helper.make_tensor_value_info("tiles", TensorProto.FLOAT, ["n", CELLS, DIMS]),
    ]
    body = helper.make_graph(graph.nodes, "resnet18-w0.5", inputs, outputs, graph.constants)
    model = helper.make_model(body, producer_name="splitsight", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 7
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def _cell_shares(last):
    """[last * last, 9]: how much each place of the last map counts in each cell, as in adaptive average pooling."""
    shares = np.zeros((last, last, 3, 3), dtype=np.float32)
    ranges = [(i * last // 3, -(-(i + 1) * last // 3)) for i in range(3)]
    for i, (top, bottom) in enumerate(ranges):
        for j, (left, right) in enumerate(ranges):
            shares[top:bottom, left:right, i, j] = 1.0 / ((bottom - top) * (right - left))
    return shares.reshape(last * last, CELLS)


@torch.no_grad()
def write_backbone(backbone, side, folder, seed):
    """Writes backbone-<side>.onnx, and check-<side>.bin for a runtime to be held against.

    The latter: four pictures of noise as bytes, then PyTorch's features and tiles of them as little-endian float32.
    """
    folder = Path(folder)
    (folder / f"backbone-{side}.onnx").write_bytes(encode_backbone(backbone, side))
    pictures = torch.randint(0, 256, (4, side, side, 3), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)
    last_map = backbone.cpu().eval()(standardise(pictures.permute(0, 3, 1, 2).float()))
    values = [last_map.mean(dim=(2, 3)), tiles(last_map).contiguous()]
    parts = [pictures.numpy().tobytes(), *(value.numpy().astype("<f4").tobytes() for value in values)]
    (folder / f"check-{side}.bin").write_bytes(b"".join(parts))
