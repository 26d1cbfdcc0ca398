"""Keeps a training from learning from batches that are far worse than usual, as src/training/loss-guard.ts does. Nothing waits
for the device."""
import torch
from torch import Tensor

#: Weight of the last batch in the running mean.
LATEST = 0.02

#: A loss counts as no larger in the mean.
MOST_COUNTED = 1

#: Batches before the mean says anything.
FIRST = 100


class LossGuard:
    """:param bad_batch: how many times the running mean a loss may be; 0 for any."""

    def __init__(self, bad_batch: float, device: torch.device) -> None:
        self.bad_batch = bad_batch
        self.mean = torch.zeros((), device=device)
        self.batches = torch.zeros((), device=device)

    @torch.no_grad()
    def learns(self, loss: Tensor) -> Tensor:
        """Whether a batch of this loss is to be learned from; takes note of it."""
        learns = (self.batches < FIRST) | (loss < self.bad_batch * self.mean)
        counted = loss.clamp(max=MOST_COUNTED)
        moved = torch.where(self.batches == 0, counted, self.mean + LATEST * (counted - self.mean))
        finite = torch.isfinite(loss)
        self.mean = torch.where(finite, moved, self.mean)
        self.batches = self.batches + finite.float()
        return learns
