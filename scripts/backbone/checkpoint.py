"""Where a training run stands, on disk: written whole or not at all."""

import os
from pathlib import Path

import torch

from errors import Refused

FILE = "checkpoint.pt"
# PyTorch 1.13 does not read plain numbers that way.
_LOADING = {} if torch.__version__.startswith("1.") else {"weights_only": True}


def save_checkpoint(folder, state):
    """Writes `state` (tensors, numbers, texts) into `folder`; whoever reads finds the old one or the new one."""
    path = Path(folder) / FILE
    unfinished = path.with_suffix(".new")
    with open(unfinished, "wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


def load_checkpoint(folder, recipe):
    """What save_checkpoint wrote last; None where there is nothing. It must be of the same `recipe`."""
    path = Path(folder) / FILE
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu", **_LOADING)
    except Exception as error:
        raise Refused(f"{path} cannot be read ({error}): remove it to begin again") from error
    if state["recipe"] != recipe:
        names = [name for name in recipe if state["recipe"].get(name) != recipe[name]]
        raise Refused(f"{path} is of another recipe (other {', '.join(names)}): use another --out, or remove it")
    return state
