"""Rounds containers so that the secret suffers least, and makes errors like those: src/networks/rounding/ in PyTorch."""
import torch
from torch import Tensor
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

#: Side of the blocks, in pixels.
BLOCK = 4
#: Samples of a block, in the order colour, row, column.
SAMPLES = 3 * BLOCK * BLOCK


class ShapedRounding:
    """Successive rounding of the samples of a block, for one sensitivity.

    :param sensitivity: the mean of J' J over blocks, J the derivative of the revealed picture by a block's samples: [samples, samples].
    """

    def __init__(self, sensitivity: Tensor) -> None:
        cost = sensitivity.double() + torch.eye(SAMPLES, dtype=torch.float64, device=sensitivity.device)
        #: The samples backwards: the one that the secret hears most is rounded first.
        self.backwards = cost.diagonal().argsort(descending=True, stable=True).flip(0)
        self.factor = torch.linalg.cholesky(cost[self.backwards][:, self.backwards]).T
        scale = torch.diag(self.factor.diagonal())
        mix = torch.empty_like(cost)
        mix[self.backwards[:, None], self.backwards] = torch.linalg.solve_triangular(self.factor, scale, upper=True)
        self.mix = mix.float()

    def errors(self, uniform: Tensor) -> Tensor:
        """Errors as rounding makes them, in samples: [pairs, 3, crop, crop].

        :param uniform: what remains of each sample, -0.5 to 0.5, of the same shape.
        """
        blocks = pixel_unshuffle(uniform, BLOCK)
        return pixel_shuffle(torch.einsum("ij,pjhw->pihw", self.mix, blocks), BLOCK) / 255

    def round(self, container: Tensor) -> Tensor:
        """A container of whole blocks, neither limited nor rounded, as its file holds it."""
        samples = pixel_unshuffle(container.double() * 255, BLOCK)[:, self.backwards]
        levels = torch.empty_like(samples)
        errors = torch.zeros_like(samples)
        for index in reversed(range(SAMPLES)):
            weights = self.factor[index] / self.factor[index, index]
            wanted = samples[:, index] - torch.einsum("j,pjhw->phw", weights[index + 1 :], errors[:, index + 1 :])
            levels[:, index] = (wanted + 0.5).floor().clamp(0, 255)
            errors[:, index] = levels[:, index] - samples[:, index]
        in_order = torch.empty_like(levels)
        in_order[:, self.backwards] = levels
        return pixel_shuffle(in_order / 255, BLOCK).float()
