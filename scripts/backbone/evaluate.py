"""How many of the held-out pictures a classifier gets right."""

import torch

from augment import scale_plain


@torch.no_grad()
def top1(student, part, device, side, count=0):
    """Top-1 over the held-out pictures of a PictureSet (the first `count`, 0 for all): overall and the mean of classes."""
    student.eval()
    total = min(count or len(part.held_out), len(part.held_out))
    labels = torch.from_numpy(part.held_out.labels)[:total]
    right = []
    for begin in range(0, total, 128):
        pixels = torch.from_numpy(part.held_out.pixels[begin : min(begin + 128, total)]).to(device)
        logits = student.classifiers[part.name](student.features(scale_plain(pixels, side)))
        right.append(logits.argmax(dim=1).cpu() == labels[begin : begin + len(pixels)])
    right = torch.cat(right).double()
    by_class = [right[labels == label].mean() for label in labels.unique()]
    return {"n": total, "side": side, "top1": right.mean().item(), "class_mean": torch.stack(by_class).mean().item()}
