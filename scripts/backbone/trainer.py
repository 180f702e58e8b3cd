"""The training loop: a run is a function of its recipe, however often it is interrupted."""

import math
import time
from functools import lru_cache

import torch
import torch.nn.functional as F

from augment import apply_changes, draw_changes, generator_of, scale_plain
from checkpoint import load_checkpoint, save_checkpoint
from errors import Refused
from network import Student

# What the uses of random numbers are told apart by.
ORDER, CHANGES, START = 1, 2, 3
# A feature of the teacher that hardly ever changes counts no more than one with this share of the usual deviation.
LEAST_DEVIATION = 0.05


class Trainer:
    """Holds a run's networks and the optimiser. `sets` are PictureSets, `recipe` names everything that shapes the run."""

    def __init__(self, schedule, sets, seed, device, recipe, teacher=None):
        self.schedule, self.seed, self.device, self.recipe, self.teacher = schedule, seed, device, recipe, teacher
        self.names = [part.name for part in sets]
        self.pixels = [torch.from_numpy(part.train.pixels).to(device) for part in sets]
        self.labels = [torch.from_numpy(part.train.labels).to(device) for part in sets]
        second = round(schedule.caltech_share * schedule.batch)
        self.shares = [schedule.batch - second, second]
        torch.manual_seed(seed)
        classes = {part.name: len(part.train.classes) for part in sets}
        self.student = Student(classes).to(device)
        self.average = Student(classes).to(device)
        self.average.load_state_dict(self.student.state_dict())
        self.average.requires_grad_(False).eval()
        self.optimiser = _optimiser(self.student, schedule)
        self.target = None
        self.step = 0
        self.seconds = 0.0
        self.mixed = device.type == "cuda" and torch.cuda.get_device_capability(device)[0] >= 8
        if device.type == "cuda":
            torch.backends.cudnn.benchmark = True
            self.student.to(memory_format=torch.channels_last)

    def start(self, load_weights=None):
        """Before the first step: weights that were trained before, and the range of the teacher's features."""
        with torch.no_grad():
            if load_weights:
                load_weights(self.student.backbone, torch.cat([scale_plain(part, 128) for part in self._sample(384)]))
                self.average.load_state_dict(self.student.state_dict())
            if self.teacher:
                side = self.schedule.teacher_side
                seen = torch.cat([self.teacher(scale_plain(part, side)) for part in self._sample(1024, 64)])
                deviation = seen.std(dim=0)
                self.target = (seen.mean(dim=0), deviation.clamp(min=LEAST_DEVIATION * deviation.mean().item()))

    def resume(self, folder):
        """Goes on from the checkpoint in `folder`; False where there is none."""
        state = load_checkpoint(folder, self.recipe)
        if state is None:
            return False
        self.student.load_state_dict(state["student"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.target = tuple(part.to(self.device) for part in state["target"]) if self.teacher else None
        self.step, self.seconds = state["step"], state["seconds"]
        return True

    def save(self, folder):
        state = {
            "recipe": self.recipe,
            "step": self.step,
            "seconds": self.seconds,
            "student": self.student.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            # Random numbers are drawn anew from the seed and the step, so there is no state of a generator to keep.
            "target": self.target if self.target else (),
        }
        save_checkpoint(folder, state)

    def run(self, folder, should_stop, report):
        """Trains to the end, or to where `should_stop()` says so. Keeps checkpoints in `folder`. True at the end."""
        began, before = time.monotonic(), self.seconds
        losses = []
        while self.step < self.schedule.steps:
            losses.append(self._train_step())
            self.step += 1
            self.seconds = before + time.monotonic() - began
            stop = should_stop()
            if stop or self.step % self.schedule.checkpoint_steps == 0 or self.step == self.schedule.steps:
                means = torch.stack(losses).mean(dim=0).tolist()
                if not all(map(math.isfinite, means)):
                    raise Refused(f"the loss is no number at step {self.step}: lower the schedule's peak_rate or distil")
                self.save(folder)
                report(self.step, means, self.seconds)
                losses = []
            if stop and self.step < self.schedule.steps:
                return False
        return True

    def _train_step(self):
        schedule, step = self.schedule, self.step
        heads_only = step < schedule.heads_first * schedule.steps
        self.student.train(not heads_only)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(schedule, step)
        parts = self._batch(step)
        side = schedule.side_at(step)
        pictures = torch.cat([apply_changes(pixels, changes, side) for pixels, _, changes in parts])
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.mixed):
            if heads_only:
                with torch.no_grad():
                    features = self.student.features(pictures)
            else:
                features = self.student.features(pictures)
        features = features.float()
        label_loss = self._label_loss(features, parts)
        teacher_loss = self._teacher_loss(features, parts) if self.teacher else torch.zeros((), device=self.device)
        self.optimiser.zero_grad(set_to_none=True)
        (label_loss + schedule.distil * teacher_loss).backward()
        self.optimiser.step()
        self._move_average()
        return torch.stack([label_loss.detach(), teacher_loss.detach()])

    def _batch(self, step):
        """(pictures, labels, changes) of each set for a step."""
        parts = []
        for at, (pixels, labels, share) in enumerate(zip(self.pixels, self.labels, self.shares)):
            if share:
                rows = rows_at(self.seed, at, step * share, share, len(labels)).to(self.device)
                changes = draw_changes(share, generator_of(self.seed, CHANGES, at, step), self.device)
                parts.append((pixels[rows], (self.names[at], labels[rows]), changes))
        return parts

    def _label_loss(self, features, parts):
        loss, counted, begin = 0.0, 0, 0
        for pixels, (name, labels), _ in parts:
            logits = self.student.classifiers[name](features[begin : begin + len(pixels)])
            smoothing = self.schedule.label_smoothing
            loss = loss + F.cross_entropy(logits, labels, ignore_index=-1, label_smoothing=smoothing, reduction="sum")
            counted = counted + (labels >= 0).sum()
            begin += len(pixels)
        return loss / counted.clamp(min=1)

    def _teacher_loss(self, features, parts):
        """The mean squared distance to the teacher's features of the same views, each dimension in its own deviations."""
        side = self.schedule.teacher_side
        with torch.no_grad():
            # Not in bfloat16: a place in a picture needs more than 8 bits.
            views = [apply_changes(pixels, changes, side) for pixels, _, changes in parts]
            with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.mixed):
                seen = torch.cat([self.teacher(view) for view in views])
        mean, deviation = self.target
        return F.mse_loss(self.student.to_teacher(features), (seen.float() - mean) / deviation)

    @torch.no_grad()
    def _move_average(self):
        # At first the average follows closely, so that it forgets the weights it began with.
        keep = min(self.schedule.ema, (1 + self.step) / (10 + self.step))
        for kept, new in zip(self.average.state_dict().values(), self.student.state_dict().values()):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - keep)
            else:
                kept.copy_(new)

    def _sample(self, count, batch=None):
        """Some pictures of every set, the same ones each time."""
        for at, pixels in enumerate(self.pixels):
            rows = torch.randperm(len(pixels), generator=generator_of(self.seed, START, at))[: count // len(self.pixels)]
            yield from pixels[rows.to(self.device)].split(batch or count)


def rate_at(schedule, step):
    """The learning rate of a step."""
    done = (step + 1) / schedule.steps
    if done < schedule.warm_up:
        return schedule.peak_rate * done / schedule.warm_up
    return schedule.peak_rate * 0.5 * (1 + math.cos(math.pi * (done - schedule.warm_up) / (1 - schedule.warm_up)))


def rows_at(seed, which, begin, count, size):
    """Rows `begin` to `begin + count` of an endless stream of shuffles of a set of `size`: every shuffle has each once."""
    rows = []
    while count > 0:
        shuffle, at = divmod(begin, size)
        rows.append(_shuffled(seed, which, shuffle, size)[at : at + count])
        begin += len(rows[-1])
        count -= len(rows[-1])
    return torch.cat(rows)


@lru_cache(maxsize=4)
def _shuffled(seed, which, shuffle, size):
    return torch.randperm(size, generator=generator_of(seed, ORDER, which, shuffle))


def _optimiser(student, schedule):
    decayed = [value for value in student.parameters() if value.ndim > 1]
    others = [value for value in student.parameters() if value.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": schedule.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=0.0, momentum=schedule.momentum, nesterov=True)
