"""Trains a backbone from the packed picture sets, or goes on where it was stopped, and exports it. See docs/backbone.md."""

import argparse
import ctypes
import hashlib
import json
import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

import torch

from archives import read_sets
from errors import Refused
from evaluate import top1
from schedules import SCHEDULES, schedule_named
from trainer import Trainer

SIDES = (224, 128)
# What a run ends with that was stopped and can go on (EX_TEMPFAIL).
STOPPED = 75


def main():
    options = _options()
    stopping = _stop_signal(time.monotonic() + options.stop_after if options.stop_after else None)
    try:
        return _train(options, stopping)
    except Refused as error:
        return _fail(str(error))


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="folder of the packed picture sets")
    parser.add_argument("--out", required=True, help="folder for the checkpoint and the results")
    parser.add_argument("--schedule", choices=sorted(SCHEDULES), default="cpu")
    parser.add_argument("--teacher", help="ONNX file with an output `features` to learn from, e.g. MobileNetV2's")
    parser.add_argument("--init", help="ONNX file of a backbone to begin with instead of random weights")
    parser.add_argument("--cache", help="folder for decoded pictures; without it they are decoded at every start")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--stop-after", type=float, help="seconds after which to stop with a checkpoint, to go on later")
    parser.add_argument("--pictures", type=int, help="instead of the schedule's number of pictures to show")
    parser.add_argument("--limit", type=int, help="instead of the schedule's number of different pictures of a set")
    return parser.parse_args()


def _train(options, stopping):
    torch.set_num_threads(options.threads)
    _keep_memory()
    schedule = schedule_named(options.schedule, pictures=options.pictures, limit=options.limit)
    if schedule.distil and not options.teacher:
        return _fail(f"schedule {options.schedule} learns from a teacher: give its ONNX file with --teacher")
    if schedule.heads_first and not options.init:
        return _fail(f"schedule {options.schedule} begins with a trained backbone: give its ONNX file with --init")
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device(options.device)
    sets = read_sets(options.data, options.cache, schedule.limit)
    teacher = _teacher(options, schedule, device)
    trainer = Trainer(schedule, sets, options.seed, device, _recipe(options, schedule, sets), teacher)
    _say(f"{schedule.steps} steps of {schedule.batch} on {device}, {', '.join(str(len(part.train)) for part in sets)} pictures")
    if trainer.resume(out):
        _say(f"goes on at step {trainer.step}")
    else:
        trainer.start(_initial(options))

    def report(step, losses, seconds):
        label, teacher = losses
        _say(f"step {step}/{schedule.steps} labels {label:.3f} teacher {teacher:.3f} {step * schedule.batch / seconds:.0f}/s")

    if not trainer.run(out, stopping, report):
        _say(f"stopped at step {trainer.step} of {schedule.steps}: run the same command to go on")
        return STOPPED
    _finish(trainer, sets, options, schedule, out)
    return 0


def _finish(trainer, sets, options, schedule, out):
    from export import write_backbone

    student, device = trainer.average, trainer.device
    held_out = {part.name: top1(student, part, device, schedule.test_side) for part in sets}
    for name, figures in held_out.items():
        _say(f"{name}: top-1 {figures['top1']:.4f}, mean of classes {figures['class_mean']:.4f} of {figures['n']}")
    for side in SIDES:
        write_backbone(student.backbone, side, out, options.seed)
    report = {
        "schedule": {"name": options.schedule, **asdict(schedule)},
        "seed": options.seed,
        "init": _name(options.init),
        "teacher": _name(options.teacher) if schedule.distil else None,
        "steps": trainer.step,
        "seconds": round(trainer.seconds),
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else f"cpu, {options.threads} threads",
        "train": {part.name: len(part.train) for part in sets},
        "held_out": held_out,
    }
    (out / "report.json").write_text(json.dumps(report, indent=2) + "\n")


def _recipe(options, schedule, sets):
    """Everything that shapes a run: a checkpoint of another one is refused."""
    labels = hashlib.sha256(b"".join(part.train.labels.tobytes() for part in sets)).hexdigest()[:16]
    models = {name: _digest(getattr(options, name)) for name in ("init", "teacher")}
    return {**asdict(schedule), "seed": options.seed, "labels": labels, **models}


def _digest(path):
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16] if path else None
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}): give another file") from error


def _teacher(options, schedule, device):
    if not schedule.distil:
        return None
    from onnx_models import OnnxFeatures

    return OnnxFeatures(options.teacher).to(device).eval()


def _initial(options):
    if not options.init:
        return None
    from onnx_models import load_backbone

    return lambda backbone, pictures: load_backbone(backbone, options.init, pictures)


def _stop_signal(deadline):
    """A function that says whether to stop: after SIGTERM or SIGINT, or when the time is up."""
    asked = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.append(True))
    return lambda: bool(asked) or (deadline is not None and time.monotonic() >= deadline)


def _keep_memory():
    """Has the C library keep what is freed: giving back and asking again for every layer costs a CPU a sixth of its time."""
    try:
        library = ctypes.CDLL(None)
        library.mallopt(-4, 0)  # M_MMAP_MAX
        library.mallopt(-1, 1 << 30)  # M_TRIM_THRESHOLD
    except (OSError, AttributeError):
        pass


def _name(path):
    return "/".join(Path(path).parts[-2:]) if path else None


def _say(line):
    print(line, file=sys.stderr, flush=True)


def _fail(reason):
    _say(f"train.py: {reason}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
