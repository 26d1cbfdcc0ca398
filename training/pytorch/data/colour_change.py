"""Colour augmentation: makes pictures with colours that are rare in photos, as src/training/data/colour-change.ts does."""
import numpy
import torch
from torch import Tensor

from data.transfer import to_device

#: Bounds of the random factors: grey to strongly coloured, flat to hard, dark to bright.
SATURATION = (0.2, 3.0)
CONTRAST = (0.6, 1.5)
BRIGHTNESS = (-0.2, 0.2)

#: Orders of three channels.
ORDERS = numpy.array([[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])

#: Weights of luma (ITU-R BT.601, section 2.5.1): what desaturation keeps.
LUMA = numpy.array([0.299, 0.587, 0.114])

#: Random numbers that a picture's change takes.
DRAWS = 5


class ColourChanges:
    """An affine change of the colours of each picture, ``out = matrix in + offset``, clamped to 0-255.

    :param draws: uniform numbers, [count, DRAWS].
    :param share: how often the colours of a picture are changed, 0-1.
    """

    def __init__(self, draws: numpy.ndarray, share: float) -> None:
        chosen, order, *factors = draws.T
        (saturation, contrast, brightness) = (
            low + (high - low) * factor for (low, high), factor in zip((SATURATION, CONTRAST, BRIGHTNESS), factors)
        )
        permutation = numpy.eye(3)[ORDERS[(order * len(ORDERS)).astype(int)]]
        kept = saturation[:, None, None] * permutation + (1 - saturation)[:, None, None] * LUMA
        changed = chosen < share
        self.matrices = numpy.where(changed[:, None, None], contrast[:, None, None] * kept, numpy.eye(3))
        # Contrast turns about middle grey.
        self.offsets = numpy.where(changed, 255 * (0.5 - 0.5 * contrast + brightness), 0)

    def of(self, pictures: Tensor) -> Tensor:
        """Changed pictures [count, 3, height, width], 0-255, rounded to 8 bits."""
        device = pictures.device
        matrices = to_device(self.matrices.astype(numpy.float32), device)
        offsets = to_device(self.offsets.astype(numpy.float32), device)
        mixed = torch.einsum("noc,nchw->nohw", matrices, pictures) + offsets[:, None, None, None]
        return (mixed + 0.5).floor().clamp(0, 255)
