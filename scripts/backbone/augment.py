"""What is done to pictures before they are learnt from, a batch at a time, on the device that trains.

Every random number is a function of the seed and the step, so a run that was interrupted goes on as if it had not been.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

MEAN = (123.675, 116.28, 103.53)
DEVIATION = (58.395, 57.12, 57.375)
LUMA = (0.299, 0.587, 0.114)
GREY_SHARE = 0.15


@dataclass(frozen=True)
class Changes:
    """What happens to each picture of a batch."""

    # [n, 2, 3]: where in the picture each pixel comes from, for F.affine_grid.
    place: torch.Tensor
    # [n, 1, 1, 1] each: what brightness, contrast and saturation are multiplied by.
    brightness: torch.Tensor
    contrast: torch.Tensor
    saturation: torch.Tensor


def generator_of(*numbers):
    """A random generator that depends on these whole numbers and nothing else."""
    state = 0x9E3779B97F4A7C15
    for number in numbers:
        state = ((state ^ (number + 1)) * 0xBF58476D1CE4E5B9) % 2**64
        state ^= state >> 31
    return torch.Generator().manual_seed(state % 2**63)


def draw_changes(count, generator, device, least_area=0.25):
    """Draws crops (from `least_area` of a picture to all of it, ratio 3:4 to 4:3), flips and colours."""
    uniform = lambda low, high: low + (high - low) * torch.rand(count, generator=generator)
    area = uniform(least_area, 1.0)
    ratio = torch.exp(uniform(-0.28768, 0.28768))
    width = torch.sqrt(area * ratio).clamp(max=1.0)
    height = torch.sqrt(area / ratio).clamp(max=1.0)
    flip = torch.where(uniform(0.0, 1.0) < 0.5, -1.0, 1.0)
    place = torch.zeros(count, 2, 3)
    place[:, 0, 0] = width * flip
    place[:, 1, 1] = height
    place[:, 0, 2] = (1 - width) * uniform(-1.0, 1.0)
    place[:, 1, 2] = (1 - height) * uniform(-1.0, 1.0)
    brightness, contrast = uniform(0.6, 1.4), uniform(0.6, 1.4)
    # A grey picture is what an infra-red camera sees.
    saturation = torch.where(uniform(0.0, 1.0) < GREY_SHARE, torch.zeros(count), uniform(0.6, 1.4))
    column = lambda values: values.view(-1, 1, 1, 1).to(device)
    return Changes(place.to(device), column(brightness), column(contrast), column(saturation))


def apply_changes(pictures, changes, side):
    """uint8 [n, 3, h, w] -> float32 [n, 3, side, side], standardised."""
    grid = F.affine_grid(changes.place, [len(pictures), 3, side, side], align_corners=False)
    pixels = F.grid_sample(pictures.float(), grid, padding_mode="reflection", align_corners=False)
    pixels = pixels * changes.brightness
    grey = _grey(pixels)
    pixels = grey + (pixels - grey) * changes.saturation
    middle = grey.mean(dim=(2, 3), keepdim=True)
    pixels = middle + (pixels - middle) * changes.contrast
    return standardise(pixels.clamp(0.0, 255.0))


def scale_plain(pictures, side):
    """uint8 [n, 3, h, w] -> float32 [n, 3, side, side], standardised, otherwise as it is: for what is measured."""
    pixels = pictures.float()
    if pixels.shape[-1] != side:
        smaller = pixels.shape[-1] > side
        pixels = F.interpolate(pixels, size=(side, side), mode="bilinear", align_corners=False, antialias=smaller)
    return standardise(pixels)


def standardise(pixels):
    """Values from 0 to 255 -> what the network takes; the same arithmetic is in the exported graph."""
    mean = torch.tensor(MEAN, device=pixels.device).view(1, 3, 1, 1)
    deviation = torch.tensor(DEVIATION, device=pixels.device).view(1, 3, 1, 1)
    return (pixels - mean) / deviation


def _grey(pixels):
    luma = torch.tensor(LUMA, device=pixels.device).view(1, 3, 1, 1)
    return (pixels * luma).sum(dim=1, keepdim=True)
