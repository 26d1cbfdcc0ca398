"""Detects that a training has exploded: the errors of both sides stay far above their best (src/training/explosion.ts)."""
import math
from typing import Any, Mapping, NamedTuple

#: Weight of the last step in the running means, after the first steps.
RUNNING_MEAN = 0.05

#: A side that falls this far below its best, dB, has collapsed; both must, because settings move decibels from one to the other.
COLLAPSE = 4

#: A side this far below its best, dB, is in trouble: its averaged weights may be spoilt.
UNEASE = 1.5


class RunningDecibels(NamedTuple):
    """A side's running mean of decibels, and its highest value."""

    mean: float = 0
    best: float = 0

    def moved(self, error: float, weight: float, settled: bool) -> "RunningDecibels":
        mean = self.mean + weight * (decibels(error) - self.mean)
        return RunningDecibels(mean, max(self.best, mean) if settled else 0)


class RunningErrors(NamedTuple):
    """The state of the running errors; part of a checkpoint, so that a resumed training notices the same."""

    cover: RunningDecibels = RunningDecibels()
    secret: RunningDecibels = RunningDecibels()
    #: Number of steps in the means.
    steps: int = 0

    def after_step(self, cover_error: float, secret_error: float) -> "RunningErrors":
        """The running errors after a step with these mean squared errors, samples 0-1."""
        steps = self.steps + 1
        weight = max(RUNNING_MEAN, 1 / steps)
        # The first steps of a new mean say little.
        settled = steps * RUNNING_MEAN >= 1
        return RunningErrors(
            self.cover.moved(cover_error, weight, settled), self.secret.moved(secret_error, weight, settled), steps
        )

    def have_exploded(self) -> bool:
        return all(side.mean < side.best - COLLAPSE for side in (self.cover, self.secret))

    def are_sound(self) -> bool:
        """Whether the averaged weights are good enough to go back to."""
        return any(side.mean >= side.best - UNEASE for side in (self.cover, self.secret))

    def as_json(self) -> dict[str, Any]:
        return {"cover": self.cover._asdict(), "secret": self.secret._asdict(), "steps": self.steps}


def running_errors(value: Any) -> RunningErrors:
    """The running errors that a checkpoint's JSON holds; fresh ones where it has none."""
    if not isinstance(value, Mapping):
        return RunningErrors()
    return RunningErrors(RunningDecibels(**value["cover"]), RunningDecibels(**value["secret"]), value["steps"])


def decibels(mean_squared_error: float) -> float:
    """Samples 0-1, in dB; at most 150, which is beyond what float32 can tell from none."""
    return -10 * math.log10(max(mean_squared_error, 1e-15))
