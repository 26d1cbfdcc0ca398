"""Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980, algorithm 1) or Muon over one vector of weights, with clipping
of the gradient's norm, skipping of steps that are not finite, and an exponential moving average of the weights: the
same arithmetic as src/training/optimizer/optimizer.ts. Nothing waits for the device."""
import math
from typing import Any, Mapping, NamedTuple, Optional

import torch
from torch import Tensor, nn

from optimizer.orthogonalize import MatrixUpdates

#: A norm above this counts as infinite; a NaN is not below it either.
LARGEST_NORM = 1e18

#: The vectors of the state, in the order of a checkpoint.
VECTORS = ("weights", "moment1", "moment2", "averaged")


class Update(NamedTuple):
    """Scalars of a step, on the device."""

    #: Euclidean norm of the gradient, before clipping.
    norm: Tensor
    #: 1 when it was not finite, or nothing was to be learned, and the state stayed as it was.
    skipped: Tensor


class Optimizer:
    """The state is the vectors of ``VECTORS``, [count], and ``step``, the number of applied steps.

    The network's parameters become views of ``weights``: setting that vector sets them.
    """

    def __init__(self, network: nn.Module, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.shapes = {name: parameter.shape for name, parameter in network.named_parameters()}
        self.parameters = list(network.parameters())
        self.matrices = MatrixUpdates(list(self.shapes.values()))
        self.weights = torch.cat([parameter.detach().reshape(-1) for parameter in self.parameters])
        self.moment1 = torch.zeros_like(self.weights)
        self.moment2 = torch.zeros_like(self.weights)
        self.averaged = self.weights.clone()
        self.step = torch.zeros((), device=self.weights.device)
        self.decays = self.decays_of(settings["weightDecay"]) if settings["weightDecay"] > 0 else None
        for parameter, view in zip(self.parameters, self.views(self.weights).values()):
            parameter.data = view

    def decays_of(self, weight_decay: float) -> Tensor:
        """Of each weight its decay, [count]: kernels have one, biases and conditions have none."""
        decays = torch.zeros_like(self.weights)
        for view in self.views(decays).values():
            view.fill_(weight_decay if view.dim() > 2 else 0)
        return decays

    def views(self, vector: Tensor) -> dict[str, Tensor]:
        """A vector [count] as the tensors of the weights' names; they share its memory."""
        parts = vector.split([shape.numel() for shape in self.shapes.values()])
        return {name: part.view(shape) for (name, shape), part in zip(self.shapes.items(), parts)}

    @torch.no_grad()
    def start(self, weights: Tensor, step: float) -> None:
        """A fresh state with these weights [count]."""
        self.weights.copy_(weights)
        self.averaged.copy_(weights)
        self.moment1.zero_()
        self.moment2.zero_()
        self.step.fill_(step)

    @torch.no_grad()
    def update(self, rate: float, learns: Optional[Tensor] = None) -> Update:
        """Applies the parameters' gradients, and forgets them.

        :param learns: whether the batch is to be learned from; it is when left out.
        """
        settings = self.settings
        beta1, beta2 = settings["beta1"], settings["beta2"]
        gradient = torch.cat([parameter.grad.reshape(-1) for parameter in self.parameters])
        for parameter in self.parameters:
            parameter.grad = None
        norm = gradient.square().sum().sqrt()
        finite = norm < LARGEST_NORM if learns is None else (norm < LARGEST_NORM) & learns
        clipped = gradient * (settings["clipNorm"] / (norm + 1e-12)).clamp(max=1)

        step = self.step + 1
        moment1 = self.moment1 * beta1 + clipped * (1 - beta1)
        moment2 = self.moment2 * beta2 + clipped.square() * (1 - beta2)
        corrected1 = moment1 / (1 - power(beta1, step))
        corrected2 = moment2 / (1 - power(beta2, step))
        update = corrected1 / (corrected2.sqrt() + settings["epsilon"])
        if settings["method"] == "muon":
            # Nesterov's look-ahead; orthogonalisation ignores the length.
            momentum = moment1 * beta1 + clipped * (1 - beta1)
            update = self.matrices.replace(update, momentum)
        if self.decays is not None:
            update = update + self.weights * self.decays
        weights = self.weights - rate * update
        decay = ((step + 1) / (step + 10)).clamp(max=settings["averageDecay"])
        averaged = self.averaged * decay + weights * (1 - decay)
        for old, new in (
            (self.weights, weights),
            (self.moment1, moment1),
            (self.moment2, moment2),
            (self.averaged, averaged),
            (self.step, step),
        ):
            old.copy_(torch.where(finite, new, old))
        return Update(norm, (~finite).float())


def power(beta: float, step: Tensor) -> Tensor:
    """``beta ** step``; 0 for a beta of 0."""
    return torch.exp(step * math.log(beta)) if beta > 0 else torch.zeros_like(step)
