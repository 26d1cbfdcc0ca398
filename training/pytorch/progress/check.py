"""Measures a network on held-out pairs, through 8 bits, favouring neither side."""
from typing import Any, NamedTuple, Optional

import numpy
import torch
from torch import Tensor

from data.photo_folder import Picture
from data.random_numbers import CHECKS, random_numbers, random_signs
from data.scramble import flip_blocks
from loss import quantize_8_bit
from networks import HidingNetwork
from progress.explosion import decibels
from rounding.shaped_rounding import BLOCK, ShapedRounding


class Check(NamedTuple):
    """PSNR over the pairs, dB: means and worst."""

    cover: float
    secret: float
    worst_cover: float
    worst_secret: float

    def as_json(self) -> dict[str, Any]:
        return {
            "coverPsnr": round(self.cover, 3),
            "secretPsnr": round(self.secret, 3),
            "worstCoverPsnr": round(self.worst_cover, 3),
            "worstSecretPsnr": round(self.worst_secret, 3),
        }


@torch.no_grad()
def check(
    network: HidingNetwork, pairs: list[tuple[Picture, Picture]], device: torch.device, rounding: ShapedRounding
) -> Check:
    """Hides and reveals each pair in float32, with containers rounded as the finished model rounds them. The secrets of a private model are scrambled: it never sees others."""
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        figures = [pair_psnr(network, index, pair, device, rounding) for index, pair in enumerate(pairs)]
    cover, secret = numpy.array(figures).T
    return Check(cover.mean(), secret.mean(), cover.min(), secret.min())


def pair_psnr(
    network: HidingNetwork,
    index: int,
    pair: tuple[Picture, Picture],
    device: torch.device,
    rounding: ShapedRounding,
) -> tuple[float, float]:
    """PSNR of a pair's container and of its revealed secret, dB."""
    conditions = conditions_of(network, device)
    cover, secret = (samples(picture, device) for picture in pair)
    signs = torch.from_numpy(random_signs(random_numbers(0, CHECKS, index), tuple(secret.shape))).to(device)
    hidden = flip_blocks(secret, signs) if network.private else secret
    container = rounded(network.hide_secret(cover, hidden, conditions), rounding)
    revealed = network.reveal_secret(container, conditions)
    revealed = quantize_8_bit(flip_blocks(revealed, signs) if network.private else revealed)
    return psnr(container, cover), psnr(revealed, secret)


def rounded(container: Tensor, rounding: ShapedRounding) -> Tensor:
    """A container as its file holds it: whole blocks shaped, what is left on the right and at the bottom to the nearest levels."""
    levels = quantize_8_bit(container)
    height, width = (side - side % BLOCK for side in container.shape[2:])
    levels[..., :height, :width] = rounding.round(container[..., :height, :width])
    return levels


def conditions_of(network: HidingNetwork, device: torch.device) -> Optional[Tensor]:
    """The conditions of a check: [1, 2], or None for a network without."""
    return torch.tensor([[0.0, float(network.private)]], device=device) if network.conditions else None


def samples(picture: Picture, device: torch.device) -> Tensor:
    """A picture as [1, 3, height, width], samples 0-1."""
    pixels = torch.from_numpy(numpy.ascontiguousarray(picture)).to(device)
    return pixels.permute(2, 0, 1)[None].float() / 255


def psnr(a: Tensor, b: Tensor) -> float:
    return decibels((a - b).double().square().mean().item())
