"""The learning rate over a training: linear warm-up, then half a cosine down to a floor (Loshchilov and Hutter 2017,
https://arxiv.org/abs/1608.03983, without restarts)."""
import math
from typing import Any, Mapping


def learning_rate(step: int, progress: float, schedule: Mapping[str, Any]) -> float:
    """The rate of a step.

    :param step: steps before this one.
    :param progress: the finished share of the training, 0-1, in steps or in time.
    """
    warmup = min(1, (step + 1) / schedule["warmupSteps"]) if schedule["warmupSteps"] > 0 else 1
    cosine = (1 + math.cos(math.pi * min(1, max(0, progress)))) / 2
    floor = schedule["finalFraction"]
    return schedule["learningRate"] * warmup * (floor + (1 - floor) * cosine)
