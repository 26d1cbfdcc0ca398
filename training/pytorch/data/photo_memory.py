"""All photos in the memory of a device, and rectangles cut from many of them at once."""
from typing import Optional

import numpy
import torch
from torch import Tensor

from data.photo_folder import Picture
from data.transfer import to_device


class PhotoMemory:
    """Photos of any sizes as one vector of pixels, 3 bytes each."""

    def __init__(self, photos: list[Picture], device: torch.device) -> None:
        self.count = len(photos)
        self.heights = numpy.array([photo.shape[0] for photo in photos])
        self.widths = numpy.array([photo.shape[1] for photo in photos])
        self.starts = numpy.cumsum([0, *(self.heights * self.widths)])[:-1]
        self.pixels = torch.from_numpy(numpy.concatenate([photo.reshape(-1, 3) for photo in photos])).to(device)

    def cut(
        self,
        which: numpy.ndarray,
        places: numpy.ndarray,
        height: int,
        width: int,
        mirrored: Optional[numpy.ndarray] = None,
    ) -> Tensor:
        """Rectangles [count, 3, height, width], 0-255, in float32.

        :param which: number of each rectangle's photo, [count].
        :param places: where it lies between the photo's ends, left to right and top to bottom, 0 to below 1: [count, 2].
        :param mirrored: whether its columns and rows are reversed, [count, 2].
        """
        left = (places[:, 0] * (self.widths[which] - width + 1)).astype(numpy.int64)
        top = (places[:, 1] * (self.heights[which] - height + 1)).astype(numpy.int64)
        columns = numpy.tile(numpy.arange(width), (len(which), 1))
        rows = numpy.tile(numpy.arange(height), (len(which), 1))
        if mirrored is not None:
            columns = numpy.where(mirrored[:, :1], width - 1 - columns, columns)
            rows = numpy.where(mirrored[:, 1:], height - 1 - rows, rows)
        stride = self.widths[which][:, None]
        row_starts = self.starts[which][:, None] + (top[:, None] + rows) * stride + left[:, None]
        device = self.pixels.device
        at = to_device(row_starts, device)[:, :, None] + to_device(columns, device)[:, None]
        return self.pixels[at].permute(0, 3, 1, 2).float()
