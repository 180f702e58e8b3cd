"""How a backbone is trained: every number of a recipe, as data."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Schedule:
    """One recipe. Shares are of all steps."""

    # Pictures shown in all, repeats counted, and at a time.
    pictures: int
    batch: int
    # (share of the steps, pixels a side), in order.
    phases: tuple
    # Of every batch, the share from Caltech-101; the rest is from Tiny-ImageNet.
    caltech_share: float
    # Learning rate: up to the peak over the first share of the steps, then down on a cosine.
    peak_rate: float
    warm_up: float
    # Of all steps, the share at the start in which only the classifiers learn; for a backbone that was trained before.
    heads_first: float = 0.0
    momentum: float = 0.9
    weight_decay: float = 3e-4
    label_smoothing: float = 0.1
    # The weights that are kept move by 1 - ema a step towards those that are trained.
    ema: float = 0.999
    # How much the teacher's features count beside the labels (0: no teacher), and at what size it looks.
    distil: float = 0.0
    teacher_side: int = 224
    # At what size the held-out pictures are looked at.
    test_side: int = 96
    # Pictures of each set that are learnt from, and a quarter as many of those held out; 0 for all.
    limit: int = 0
    # A checkpoint every so many steps.
    checkpoint_steps: int = 200

    @property
    def steps(self):
        return max(1, self.pictures // self.batch)

    def side_at(self, step):
        """Pixels a side at a step."""
        end = 0.0
        for share, side in self.phases:
            end += share
            if step < round(end * self.steps):
                return side
        return self.phases[-1][1]


SCHEDULES = {
    # For one GPU. 4.0 million pictures in 20 minutes are 3,400 a second, teacher included.
    "gpu": Schedule(
        pictures=4_000_000,
        batch=256,
        phases=((0.4, 64), (0.35, 96), (0.25, 128)),
        caltech_share=0.25,
        peak_rate=0.3,
        warm_up=0.05,
        ema=0.9995,
        distil=5.0,
        checkpoint_steps=1000,
    ),
    # For two cores, from random weights: hours.
    "cpu": Schedule(
        pictures=1_000_000,
        batch=128,
        phases=((0.6, 64), (0.25, 96), (0.15, 128)),
        caltech_share=0.25,
        peak_rate=0.25,
        warm_up=0.08,
        distil=5.0,
        teacher_side=128,
    ),
    # For two cores or one, from a trained backbone (--init).
    "finetune": Schedule(
        pictures=30_720,
        batch=64,
        phases=((1.0, 128),),
        caltech_share=0.5,
        peak_rate=0.01,
        warm_up=0.02,
        heads_first=0.15,
        ema=0.99,
        distil=10.0,
        teacher_side=160,
        checkpoint_steps=50,
    ),
    # A test of the script: a minute on two cores.
    "smoke": Schedule(
        pictures=12_000,
        batch=32,
        phases=((1.0, 48),),
        caltech_share=0.75,
        peak_rate=0.1,
        warm_up=0.1,
        ema=0.99,
        test_side=64,
        limit=4_000,
        checkpoint_steps=100,
    ),
    # Four steps with everything in them: whether the machine, the data and the teacher fit together.
    "trial": Schedule(
        pictures=64,
        batch=16,
        phases=((0.5, 32), (0.5, 48)),
        caltech_share=0.5,
        peak_rate=0.05,
        warm_up=0.25,
        heads_first=0.25,
        distil=10.0,
        teacher_side=64,
    ),
}


def schedule_named(name, **changes):
    """The schedule of that name, with what is not None of `changes` put in."""
    return replace(SCHEDULES[name], **{key: value for key, value in changes.items() if value is not None})
