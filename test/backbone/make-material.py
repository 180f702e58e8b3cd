"""Writes small picture archives and a small teacher, as scripts/backbone/train.py takes them, into a folder."""

import io
import sys
import tarfile
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

random = np.random.RandomState(1)


def main(folder):
    classes = [f"n{i:04d}" for i in range(5)]
    write_archive(folder / "tiny-imagenet-train-0.tar", classes, 8, (64, 64))
    write_archive(folder / "tiny-imagenet-train-1.tar", classes, 8, (64, 64))
    write_archive(folder / "tiny-imagenet-val.tar", classes, 2, (64, 64))
    write_archive(folder / "caltech101-128.tar", ["BACKGROUND_Google", "anchor", "ant"], 11, (150, 128))
    write_teacher(folder / "teacher.onnx")


def write_archive(path, classes, count, size):
    with tarfile.open(path, "w:", format=tarfile.USTAR_FORMAT) as archive:
        for hue, name in enumerate(classes):
            for i in range(count):
                pixels = random.randint(0, 120, (size[1], size[0], 3)) + np.array([hue * 25, 120 - hue * 25, 60])
                encoded = io.BytesIO()
                Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(encoded, "WEBP", quality=80)
                member = tarfile.TarInfo(f"{name}/image_{i:04d}.webp")
                member.size = encoded.tell()
                encoded.seek(0)
                archive.addfile(member, encoded)


def write_teacher(path):
    def constant(name, values):
        return numpy_helper.from_array(np.asarray(values, dtype=np.float32), name)

    nodes = [
        helper.make_node("Conv", ["input", "w", "b"], ["map"], strides=[2, 2], kernel_shape=[3, 3], auto_pad="SAME_UPPER"),
        helper.make_node("Clip", ["map", "low", "high"], ["clipped"]),
        helper.make_node("GlobalAveragePool", ["clipped"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["features"], axis=1),
    ]
    constants = [
        constant("w", random.randn(1280, 3, 3, 3) / 5),
        constant("b", random.randn(1280)),
        constant("low", 0.0),
        constant("high", 6.0),
    ]
    inputs = [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["n", 3, 224, 224])]
    outputs = [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 1280])]
    graph = helper.make_graph(nodes, "teacher", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 7
    path.write_bytes(model.SerializeToString())


main(Path(sys.argv[1]))
