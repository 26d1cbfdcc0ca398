"""The update of Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/): the momentum of a weight matrix is
replaced by the nearest matrix with orthonormal rows. A convolution's kernel is the matrix
[channels out, channels in * height * width]."""
import math

import torch
from torch import Tensor

#: Coefficients of the quintic Newton-Schulz iteration, chosen there for speed: singular values end within 0.7-1.2.
A, B, C = 3.4445, -4.775, 2.0315
ITERATIONS = 5

#: Root mean square of an update's elements at learning rate 1: that of Adam's in practice, so that both take the same
#: rates (Liu et al. 2025, https://arxiv.org/abs/2502.16982, section 2.2).
UPDATE_RMS = 0.2


def orthogonalize(matrices: Tensor) -> Tensor:
    """Matrices [count, rows, columns] with their singular values brought near one."""
    if matrices.shape[1] > matrices.shape[2]:
        return orthogonalize(matrices.mT).mT
    norm = matrices.square().sum((1, 2), keepdim=True).sqrt()
    x = matrices / (norm + 1e-12)
    for _ in range(ITERATIONS):
        gram = x @ x.mT
        x = A * x + (B * gram + C * (gram @ gram)) @ x
    return x


class MatrixUpdates:
    """Orthogonalises the parts of a vector of weights that are matrices; matrices of one shape are done together."""

    def __init__(self, shapes: list[torch.Size]) -> None:
        self.groups: dict[tuple[int, int], list[slice]] = {}
        start = 0
        for shape in shapes:
            part = slice(start, start + shape.numel())
            start = part.stop
            # Biases have one axis.
            if len(shape) > 1:
                self.groups.setdefault((shape[0], shape.numel() // shape[0]), []).append(part)

    def replace(self, update: Tensor, momentum: Tensor) -> Tensor:
        """``update`` [count] with its matrices replaced by their orthogonalised ``momentum`` [count]."""
        replaced = update.clone()
        for (rows, columns), parts in self.groups.items():
            stack = torch.stack([momentum[part].view(rows, columns) for part in parts])
            scaled = orthogonalize(stack) * (UPDATE_RMS * math.sqrt(max(rows, columns)))
            for part, matrix in zip(parts, scaled):
                replaced[part] = matrix.reshape(-1)
        return replaced
