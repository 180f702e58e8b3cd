"""Packed picture sets: USTAR archives with one WebP a picture, path <class>/<id>.webp, read without unpacking."""

import hashlib
import io
import json
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

# Classes whose pictures have no label: they only teach through the teacher.
UNLABELLED = {"BACKGROUND_Google"}
# Of Caltech-101, every tenth picture of a class, in the order of their names, is held out.
HELD_OUT_EVERY = 10


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


class DataError(Exception):
    """The picture sets are not what they should be; the message says what to do."""


def read_sets(data, cache=None, limit=0):
    """Reads Tiny-ImageNet and Caltech-101 from the archives in folder `data`.

    With `cache`, decoded archives are kept in that folder, and one that is there need not be in `data` any more.
    `limit` takes that many training pictures of each set, evenly from all of them; 0 takes all.
    """
    tiny = _join([_read_archive(data, name, 64, cache) for name in ("tiny-imagenet-train-0", "tiny-imagenet-train-1")])
    tiny_val = _read_archive(data, "tiny-imagenet-val", 64, cache)
    if tiny_val.classes != tiny.classes:
        raise DataError("tiny-imagenet-val.tar has other classes than tiny-imagenet-train-*.tar: fetch them again")
    caltech = _read_archive(data, "caltech101-128", 128, cache)
    held = _every_tenth(caltech)
    return [
        PictureSet("tiny-imagenet", _some(tiny, limit), tiny_val),
        PictureSet("caltech101", _some(_take(caltech, ~held), limit), _take(caltech, held & (caltech.labels >= 0))),
    ]


def _read_archive(data, name, side, cache):
    path = Path(data) / f"{name}.tar"
    kept = Path(cache) / f"{name}-{side}" if cache else None
    if kept and (kept / "facts.json").exists():
        facts = json.loads((kept / "facts.json").read_text())
        if not path.exists() or facts["sha256"] == _sha256(path):
            return Pictures(np.load(kept / "pixels.npy", mmap_mode="r"), np.load(kept / "labels.npy"), tuple(facts["classes"]))
    if not path.exists():
        raise DataError(f"{path} is missing: give the folder of the packed picture sets with --data")
    pictures = _decode(path, side)
    if kept:
        _keep(pictures, kept, _sha256(path))
    return pictures


def _decode(path, side):
    named = []
    try:
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                if member.isfile():
                    named.append((member.name, _pixels(archive.extractfile(member).read(), side)))
    except (tarfile.TarError, OSError) as error:
        raise DataError(f"{path} cannot be read ({error}): fetch it again") from error
    if not named:
        raise DataError(f"{path} holds no pictures: fetch it again")
    named.sort(key=lambda entry: entry[0])
    folders = [name.split("/")[0] for name, _ in named]
    classes = tuple(sorted(set(folders) - UNLABELLED))
    index = {name: i for i, name in enumerate(classes)}
    labels = np.array([index.get(folder, -1) for folder in folders], dtype=np.int64)
    return Pictures(np.stack([pixels for _, pixels in named]), labels, classes)


def _pixels(encoded, side):
    # The aspect ratio is not kept, as when the agent scales a frame (packages/vision/src/resize.ts).
    picture = Image.open(io.BytesIO(encoded)).convert("RGB")
    if picture.size != (side, side):
        picture = picture.resize((side, side), Image.BILINEAR)
    return np.asarray(picture).transpose(2, 0, 1)


def _keep(pictures, folder, sha256):
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pixels.npy", pictures.pixels)
    np.save(folder / "labels.npy", pictures.labels)
    # Written last and at once: a folder without it is one that was left half written.
    unfinished = folder / "facts.json.new"
    unfinished.write_text(json.dumps({"sha256": sha256, "classes": pictures.classes}))
    os.replace(unfinished, folder / "facts.json")


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _join(parts):
    if any(part.classes != parts[0].classes for part in parts):
        raise DataError("the parts of one picture set have different classes: fetch them again")
    pixels = np.concatenate([part.pixels for part in parts])
    return Pictures(pixels, np.concatenate([part.labels for part in parts]), parts[0].classes)


def _take(pictures, rows):
    return Pictures(pictures.pixels[rows], pictures.labels[rows], pictures.classes)


def _some(pictures, limit):
    if not limit or limit >= len(pictures):
        return pictures
    return _take(pictures, np.linspace(0, len(pictures) - 1, limit).round().astype(np.int64))


def _every_tenth(pictures):
    held = np.zeros(len(pictures), dtype=bool)
    for label in np.unique(pictures.labels):
        rows = np.flatnonzero(pictures.labels == label)
        held[rows[HELD_OUT_EVERY - 1 :: HELD_OUT_EVERY]] = True
    return held
