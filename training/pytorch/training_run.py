"""One training from its first step to its last check: the loop over steps, the log, and the checkpoints."""
import math
import os
import time
from contextlib import contextmanager
from typing import Callable, Iterator, NamedTuple, Optional

import torch
from torch import Tensor

from checkpoint.checkpoint import Progress, write_checkpoint
from data.batches import Batches
from data.photo_folder import Picture
from loss import HidingLoss
from optimizer.loss_guard import LossGuard
from optimizer.optimizer import Optimizer
from optimizer.schedule import learning_rate
from processes import Processes
from progress.check import Check, check
from progress.explosion import RunningErrors
from progress.log import Log
from rounding.sensitivity import sensitivity_of
from rounding.shaped_rounding import ShapedRounding
from stages import step_size_at

CHECKPOINT_FILE = "checkpoint.safetensors"
LOG_FILE = "training.jsonl"
#: Seconds between two lines about steps in the log.
LOG_SECONDS = 10
#: Steps between two measurements of the sensitivity that containers are rounded for.
ROUNDING_STEPS = 200
#: Steps between two looks at the errors and the clock: a GPU that is looked at after every step waits for the processor.
STEPS_A_LOOK = {"cpu": 1, "cuda": 10}


class Length(NamedTuple):
    """The planned length of a training, what was before a resume included: either of the two."""

    minutes: Optional[float]
    steps: Optional[int]


class TrainingRun:
    """Trains a network on batches, and checks it on held-out pairs.

    :param out: folder of the checkpoint and the log, which the first process writes.
    :param say: takes lines for people.
    """

    def __init__(
        self,
        loss: HidingLoss,
        optimizer: Optimizer,
        batches: Batches,
        pairs: list[tuple[Picture, Picture]],
        progress: Progress,
        length: Length,
        out: str,
        processes: Processes,
        say: Callable[[str], None],
    ) -> None:
        self.network = loss.network
        self.loss = processes.average_gradients(loss)
        self.optimizer = optimizer
        self.batches = batches
        self.pairs = pairs
        self.progress = progress
        self.length = length
        self.out = out
        self.processes = processes
        self.say = say
        self.log = Log(os.path.join(out, LOG_FILE), progress.batches) if processes.is_first else None
        self.began = time.monotonic() - progress.seconds
        self.sound = optimizer.averaged.clone()
        self.stopping: Optional[int] = None
        bad_batch = progress.configuration["badBatch"]
        self.guard = LossGuard(bad_batch, processes.device) if bad_batch > 0 else None
        self.last_log = self.last_checkpoint = self.last_check = progress.seconds

    def stop(self, number: int) -> None:
        """Ends the training after the steps under way, with a checkpoint, because of a signal."""
        self.stopping = number

    def to_its_end(self) -> int:
        """Trains until the end, or until it is stopped; returns the number of the signal that stopped it, or 0."""
        while True:
            seconds, stopping = self.processes.of_first([self.seconds(), float(self.stopping or 0)])
            ended = self.finished(self.progress.batches, seconds) >= 1
            if ended or stopping:
                break
            self.write_what_is_due(seconds)
            self.take_steps(seconds)
        self.save(seconds)
        self.check(seconds)
        return 0 if ended else int(stopping)

    def seconds(self) -> float:
        """Seconds of training, including those before a resume."""
        return time.monotonic() - self.began

    def finished(self, batches: int, seconds: float) -> float:
        """Share of the planned length, from 0; 1 and more at the end."""
        minutes, steps = self.length
        return batches / steps if minutes is None else seconds / (60 * minutes)

    def take_steps(self, seconds: float) -> None:
        """Some steps, and a look at how they went."""
        first = self.progress.batches
        count = STEPS_A_LOOK[self.processes.device.type]
        if self.length.steps is not None:
            count = min(count, self.length.steps - first)
        if self.is_rounding_due(first, count):
            self.batches.rounding = self.averaged_rounding()
        schedule = self.progress.configuration["schedule"]
        results: list[Tensor] = []
        for number in range(first, first + count):
            finished = self.finished(number, seconds)
            rate = learning_rate(number, finished, schedule) * self.progress.rate_factor
            size = step_size_at(self.progress.configuration, finished)
            errors = self.loss(*self.batches.make(number, size))
            errors.loss.backward()
            norm, skipped = self.optimizer.update(rate, self.learns(errors.loss))
            results.append(torch.stack([errors.cover, errors.secret, norm, skipped]))
        looked_at = self.processes.mean(torch.stack(results)).tolist()
        running = self.progress.errors
        for cover, secret, norm, skipped in looked_at:
            if not skipped:
                running = running.after_step(cover, secret)
        skips = self.progress.skipped + sum(int(skipped) for *_, skipped in looked_at)
        self.progress = self.progress._replace(batches=first + count, skipped=skips, errors=running)
        if running.have_exploded():
            self.recover()
        self.log_steps(rate, norm)

    def learns(self, loss: Tensor) -> Optional[Tensor]:
        """Whether a batch is to be learned from; nothing where all are."""
        if self.guard is None:
            return None
        return self.guard.learns(self.processes.mean(loss.detach().clone()))

    def recover(self) -> None:
        """Goes back to weights that were sound, at half the rate."""
        self.say(
            f"The training exploded at step {self.progress.batches}: going on from the averaged weights of the last "
            "checkpoint, at half the rate"
        )
        self.progress = self.progress._replace(rate_factor=self.progress.rate_factor / 2, errors=RunningErrors())
        self.optimizer.start(self.sound, self.optimizer.step.item())

    def log_steps(self, rate: float, norm: float) -> None:
        now = self.seconds()
        if self.log is None or now - self.last_log < LOG_SECONDS:
            return
        self.last_log = now
        running = self.progress.errors
        line = {
            "kind": "steps",
            "step": self.progress.batches,
            "coverPsnr": round(running.cover.mean, 3),
            "secretPsnr": round(running.secret.mean, 3),
            "learningRate": rate,
            # JSON has no infinite numbers.
            "gradientNorm": round(norm, 3) if math.isfinite(norm) else None,
            "skipped": self.progress.skipped,
            "seconds": round(now, 3),
        }
        self.log.append(line)
        self.say(
            f"step {line['step']}  cover {running.cover.mean:.2f} dB  secret {running.secret.mean:.2f} dB  "
            f"rate {rate:.1e}  {now:.0f} s"
        )

    def write_what_is_due(self, seconds: float) -> None:
        settings = self.progress.configuration
        if seconds - self.last_check >= 60 * settings["validationMinutes"]:
            self.save(seconds)
            self.check(seconds)
        elif seconds - self.last_checkpoint >= 60 * settings["checkpointMinutes"]:
            self.save(seconds)

    def save(self, seconds: float) -> None:
        """Writes the checkpoint; every process remembers the weights, if they are sound."""
        self.last_checkpoint = seconds
        if self.progress.errors.are_sound():
            self.sound = self.optimizer.averaged.clone()
        if self.processes.is_first:
            progress = self.progress._replace(seconds=self.seconds())
            write_checkpoint(os.path.join(self.out, CHECKPOINT_FILE), progress, self.optimizer)

    def check(self, seconds: float) -> None:
        """Measures the held-out pairs with the averaged weights, in the first process."""
        self.last_check = seconds
        if self.log is None:
            return
        figures = self.measure()
        line = {"kind": "check", "step": self.progress.batches, "seconds": round(self.seconds(), 3)}
        self.log.append({**line, **figures.as_json()})
        self.say(
            f"check at step {self.progress.batches}: cover {figures.cover:.2f} dB, secret {figures.secret:.2f} dB "
            f"(worst {figures.worst_cover:.2f} / {figures.worst_secret:.2f})"
        )

    def is_rounding_due(self, first: int, count: int) -> bool:
        """Whether, in the steps to come, the rounding of containers has to follow the weights."""
        if self.progress.configuration["rounding"] != "shaped":
            return False
        return self.batches.rounding is None or -first % ROUNDING_STEPS < count

    def measure(self) -> Check:
        with self.averaged_weights():
            return check(self.network, self.pairs, self.processes.device, self.measured_rounding())

    def averaged_rounding(self) -> ShapedRounding:
        with self.averaged_weights():
            return self.measured_rounding()

    def measured_rounding(self) -> ShapedRounding:
        return ShapedRounding(sensitivity_of(self.network, self.pairs, self.processes.device))

    @contextmanager
    def averaged_weights(self) -> Iterator[None]:
        """The network with the averaged weights."""
        with torch.no_grad():
            weights = self.optimizer.weights.clone()
            self.optimizer.weights.copy_(self.optimizer.averaged)
            try:
                yield
            finally:
                self.optimizer.weights.copy_(weights)
