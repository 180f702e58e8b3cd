"""ONNX models in PyTorch: the teacher, and the weights of a backbone that was exported before."""

import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from torch import nn

from errors import Refused
from network import units


class OnnxFeatures(nn.Module):
    """The part of an ONNX graph that leads to its output `features`, run in PyTorch on any device.

    Input: standardised pictures [n, 3, h, w]; the sizes need not be those of the file.
    """

    def __init__(self, path):
        super().__init__()
        graph = _load(path)
        self.input = graph.input[0].name
        constants = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
        self.nodes = [_Node(node, constants) for node in _leading_to("features", graph)]
        unknown = {node.kind for node in self.nodes} - set(_OPERATORS)
        if unknown:
            raise Refused(f"{path} has operators that the teacher cannot have: {', '.join(sorted(unknown))}")
        for name in {name for node in self.nodes for name in node.inputs} & constants.keys():
            self.register_buffer(name, torch.tensor(constants[name]))

    @torch.no_grad()
    def forward(self, pictures):
        # Depthwise convolutions are several times as fast with the channels last, on a CPU and on a GPU.
        values = {self.input: pictures.contiguous(memory_format=torch.channels_last)}
        constants = dict(self.named_buffers())
        for node in self.nodes:
            inputs = [values[name] if name in values else constants[name] for name in node.inputs]
            values[node.output] = _OPERATORS[node.kind](node.attributes, *inputs)
        return values["features"]


class _Node:
    def __init__(self, node, constants):
        self.kind = node.op_type
        self.inputs = list(node.input)
        self.output = node.output[0]
        self.attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        if self.kind == "Clip":
            # As numbers, since a GPU would have to be waited for to tell them.
            self.attributes["bounds"] = [constants[name].item() for name in self.inputs[1:]]
            self.inputs = self.inputs[:1]


def _conv(attributes, x, weight, bias):
    strides = attributes["strides"]
    if attributes.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        left, right, top, bottom = _same_upper(x, weight, strides)
    else:
        top, left, bottom, right = attributes.get("pads", (0, 0, 0, 0))
    if (top, left) != (bottom, right):
        x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
    return F.conv2d(x, weight, bias, stride=strides, padding=(top, left), groups=attributes.get("group", 1))


def _same_upper(x, weight, strides):
    """Padding that makes the output ceil(size / stride) long; what is odd goes to the end."""
    pads = []
    for axis in (1, 0):
        size, kernel, stride = x.shape[2 + axis], weight.shape[2 + axis], strides[axis]
        total = max(0, (-(-size // stride) - 1) * stride + kernel - size)
        pads += [total // 2, total - total // 2]
    return pads


_OPERATORS = {
    "Add": lambda _, a, b: a + b,
    "Mul": lambda _, a, b: a * b,
    "Clip": lambda attributes, x: x.clamp_(*attributes["bounds"]),
    "Conv": _conv,
    "Flatten": lambda _, x: x.flatten(1),
    "GlobalAveragePool": lambda _, x: x.mean(dim=(2, 3), keepdim=True),
}


def _leading_to(output, graph):
    wanted, nodes = {output}, []
    for node in reversed(graph.node):
        if node.output[0] in wanted:
            wanted.update(node.input)
            nodes.append(node)
    if not nodes:
        raise Refused(f"the model has no output {output}")
    return nodes[::-1]


def _load(path):
    try:
        return onnx.load(str(path)).graph
    except Exception as error:
        raise Refused(f"{path} cannot be read as ONNX ({error}): give another file") from error


@torch.no_grad()
def load_backbone(backbone, path, pictures):
    """Puts the weights of an exported backbone into `backbone`.

    An exported backbone has its norms folded into its convolutions. They are unfolded here: each norm takes the mean and
    the variance of what reaches it from `pictures` (standardised, a few hundred), and the scale and offset that give
    back what the file computes. Measured afterwards, the backbone is that of the file but for rounding.
    """
    graph = _load(path)
    constants = {item.name: torch.tensor(numpy_helper.to_array(item)) for item in graph.initializer}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    pairs = list(units(backbone))
    if len(convolutions) != len(pairs):
        raise Refused(f"{path} has {len(convolutions)} convolutions, resnet18-w0.5 has {len(pairs)}")
    for node, (conv, norm) in zip(convolutions, pairs):
        weight, bias = (constants[name] for name in node.input[1:3])
        if weight.shape != conv.weight.shape:
            raise Refused(f"{path}: {node.name} is {tuple(weight.shape)}, expected {tuple(conv.weight.shape)}")
        conv.weight.copy_(weight)
        norm.bias.copy_(bias)
    hooks = [norm.register_forward_pre_hook(_unfold) for _, norm in pairs]
    training = backbone.training
    backbone.eval()(pictures)
    backbone.train(training)
    for hook in hooks:
        hook.remove()


@torch.no_grad()
def _unfold(norm, inputs):
    """Sets a norm, whose bias is the folded one, so that it adds just that bias to what it is given."""
    values = inputs[0]
    norm.running_mean.copy_(values.mean(dim=(0, 2, 3)))
    norm.running_var.copy_(values.var(dim=(0, 2, 3), unbiased=False))
    norm.weight.copy_(torch.sqrt(norm.running_var + norm.eps))
    norm.bias.add_(norm.running_mean)
