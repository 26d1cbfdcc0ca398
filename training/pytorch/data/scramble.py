"""Secrets as a network sees them when hiding with a key: the signs of the coefficients of an orthonormal transform of
blocks are random (src/image/block-transform.ts). A key's signs are indistinguishable from random, so random ones replace them."""
import functools
import math
from typing import Iterator

import torch
from torch import Tensor

#: Side of a block, in pixels; the last ones of a row and of a column include the remainder.
BLOCK = 16


def spans(length: int) -> list[tuple[int, int]]:
    """Start and length of each block along a side."""
    count = max(1, length // BLOCK)
    return [(BLOCK * index, BLOCK if index < count - 1 else length - BLOCK * index) for index in range(count)]


def blocks(side: int) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of each block of a square."""
    for top, height in spans(side):
        for left, width in spans(side):
            yield slice(top, top + height), slice(left, left + width)


@functools.lru_cache(maxsize=None)
def cosine_basis(size: int, device: torch.device) -> Tensor:
    """The orthonormal DCT-II of ``size`` values: row k, column n."""
    k = torch.arange(size, dtype=torch.float64)[:, None]
    n = torch.arange(size, dtype=torch.float64)
    norm = torch.where(k == 0, math.sqrt(1 / size), math.sqrt(2 / size))
    return (norm * torch.cos(math.pi * (n + 0.5) * k / size)).to(device, torch.float32)


def flip_coefficients(block: Tensor, signs: Tensor) -> Tensor:
    """Blocks with the signs of their coefficients changed; twice with the same signs gives them back.

    :param block: [count, 3, height, width]; zero is the value that no sign changes.
    :param signs: 1 or -1, of that shape.
    """
    colours, rows, columns = (cosine_basis(size, block.device) for size in block.shape[1:])
    mixed = torch.einsum("oc,nchw->nohw", colours, block)
    coefficients = rows @ mixed @ columns.T
    mixed = rows.T @ (coefficients * signs) @ columns
    return torch.einsum("oc,nohw->nchw", colours, mixed)


def flip_blocks(pictures: Tensor, signs: Tensor) -> Tensor:
    """Square pictures [count, 3, side, side], centred at 0.5, with signs flipped in every block."""
    flipped = torch.empty_like(pictures)
    for rows, columns in blocks(pictures.shape[-1]):
        block = pictures[:, :, rows, columns] - 0.5
        flipped[:, :, rows, columns] = flip_coefficients(block, signs[:, :, rows, columns]) + 0.5
    return flipped
