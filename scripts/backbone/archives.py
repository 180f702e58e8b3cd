"""Packed picture sets: USTAR archives with one WebP a picture, path <class>/<id>.webp, read without unpacking.

As a command, `archives.py DATA CACHE` decodes those archives that are in folder DATA into folder CACHE, for a machine to
which they cannot travel all at once.
"""

import hashlib
import io
import json
import os
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from errors import Refused

# Classes whose pictures have no label: they only teach through the teacher.
UNLABELLED = {"BACKGROUND_Google"}
# Of Caltech-101, every tenth picture of a class, in the order of their names, is held out.
HELD_OUT_EVERY = 10
# Archives and the size of their pictures.
TRAIN = ("tiny-imagenet-train-0", "tiny-imagenet-train-1")
SIDES = {**{name: 64 for name in TRAIN}, "tiny-imagenet-val": 64, "caltech101-128": 128}


@dataclass(frozen=True)
class Pictures:
    """Decoded pictures of one size: uint8 [n, 3, side, side]; labels from 0, -1 for none."""

    pixels: np.ndarray
    labels: np.ndarray
    classes: tuple

    def __len__(self):
        return len(self.labels)


@dataclass(frozen=True)
class PictureSet:
    """What is learnt from, and what is held out."""

    name: str
    train: Pictures
    held_out: Pictures


def read_sets(data, cache=None, limit=0):
    """Reads Tiny-ImageNet and Caltech-101 from the archives in folder `data`.

    With `cache`, decoded archives are kept in that folder, and one that is there need not be in `data` any more.
    `limit` takes that many training pictures of each set, evenly from all of them, and a quarter as many of those held
    out; 0 takes all.
    """
    parts = [_open_archive(data, name, cache) for name in TRAIN]
    val = _open_archive(data, "tiny-imagenet-val", cache)
    if any(archive.classes != parts[0].classes for archive in [*parts, val]):
        raise Refused("the parts of Tiny-ImageNet have different classes: fetch them again")
    caltech = _open_archive(data, "caltech101-128", cache)
    held = _every_tenth(caltech.labels)
    tiny = [_take(part, _some(np.arange(len(part.labels)), limit // len(parts))) for part in parts]
    return [
        PictureSet("tiny-imagenet", _join(tiny), _take(val, _some(np.arange(len(val.labels)), limit // 4))),
        PictureSet(
            "caltech101",
            _take(caltech, _some(np.flatnonzero(~held), limit)),
            _take(caltech, _some(np.flatnonzero(held & (caltech.labels >= 0)), limit // 4)),
        ),
    ]


class _Archive:
    """The pictures of one archive, in the order of their names; only those that are asked for are decoded."""

    def __init__(self, path, side):
        self._path, self._side = path, side
        try:
            with tarfile.open(path, "r:") as archive:
                members = [member for member in archive if member.isfile()]
        except (tarfile.TarError, OSError) as error:
            raise Refused(f"{path} cannot be read ({error}): fetch it again") from error
        if not members:
            raise Refused(f"{path} holds no pictures: fetch it again")
        self._members = sorted(members, key=lambda member: member.name)
        folders = [member.name.split("/")[0] for member in self._members]
        self.classes = tuple(sorted(set(folders) - UNLABELLED))
        index = {name: i for i, name in enumerate(self.classes)}
        self.labels = np.array([index.get(folder, -1) for folder in folders], dtype=np.int64)

    def pixels(self, rows):
        pictures = np.empty((len(rows), 3, self._side, self._side), dtype=np.uint8)
        with open(self._path, "rb") as file:
            for i, row in enumerate(rows):
                member = self._members[row]
                file.seek(member.offset_data)
                try:
                    pictures[i] = _pixels(file.read(member.size), self._side)
                except OSError as error:
                    raise Refused(f"{self._path}: {member.name} cannot be read ({error}): fetch it again") from error
        return pictures


class _KeptArchive:
    """An archive that was decoded before."""

    def __init__(self, folder, facts):
        self.classes = tuple(facts["classes"])
        self.labels = np.load(folder / "labels.npy")
        self._pixels = np.load(folder / "pixels.npy", mmap_mode="r")

    def pixels(self, rows):
        return np.take(self._pixels, rows, axis=0)


def _open_archive(data, name, cache):
    side = SIDES[name]
    path = Path(data) / f"{name}.tar"
    kept = Path(cache) / f"{name}-{side}" if cache else None
    if kept and (kept / "facts.json").exists():
        facts = json.loads((kept / "facts.json").read_text())
        if not path.exists() or facts["sha256"] == _sha256(path):
            return _KeptArchive(kept, facts)
    if not path.exists():
        raise Refused(f"{path} is missing: give the folder of the packed picture sets with --data")
    archive = _Archive(path, side)
    if not kept:
        return archive
    _keep(archive, kept, _sha256(path))
    return _open_archive(data, name, cache)


def _pixels(encoded, side):
    # The aspect ratio is not kept, as when the agent scales a frame (packages/vision/src/resize.ts).
    picture = Image.open(io.BytesIO(encoded)).convert("RGB")
    if picture.size != (side, side):
        picture = picture.resize((side, side), Image.BILINEAR)
    return np.asarray(picture).transpose(2, 0, 1)


def _keep(archive, folder, sha256):
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pixels.npy", archive.pixels(range(len(archive.labels))))
    np.save(folder / "labels.npy", archive.labels)
    # Written last and at once: a folder without it is one that was left half written.
    unfinished = folder / "facts.json.new"
    unfinished.write_text(json.dumps({"sha256": sha256, "classes": archive.classes}))
    os.replace(unfinished, folder / "facts.json")


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _join(parts):
    pixels = np.concatenate([part.pixels for part in parts])
    return Pictures(pixels, np.concatenate([part.labels for part in parts]), parts[0].classes)


def _take(archive, rows):
    return Pictures(archive.pixels(rows), archive.labels[rows], archive.classes)


def _some(rows, limit):
    if not limit or limit >= len(rows):
        return rows
    return rows[np.linspace(0, len(rows) - 1, limit).round().astype(np.int64)]


def _every_tenth(labels):
    held = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        held[rows[HELD_OUT_EVERY - 1 :: HELD_OUT_EVERY]] = True
    return held


if __name__ == "__main__":
    for name in SIDES:
        if (Path(sys.argv[1]) / f"{name}.tar").exists():
            archive = _open_archive(sys.argv[1], name, sys.argv[2])
            print(f"{name}: {len(archive.labels)} pictures of {len(archive.classes)} classes")
