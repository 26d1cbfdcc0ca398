"""Affine coupling blocks (Dinh, Sohl-Dickstein and Bengio 2017, https://arxiv.org/abs/1605.08803) for hiding, as
src/networks/invertible.ts has them: cover and secret run side by side and change one another, on blocks of pixels as
channels. Revealing runs the same blocks backwards from the container and zeros.

    forward   c += phi(s);  s = s exp(a tanh(rho(c))) + eta(c)
    backward  s = (s - eta(c)) exp(-a tanh(rho(c)));  c -= phi(s)

The two streams stay in float32 under autocast, and only the sub-networks' convolutions work in 16 bits.
"""
import math
from typing import Any, Mapping, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from networks.settings import is_whole, require, with_defaults

DEFAULTS = {"block": 4, "blocks": 8, "maps": 64, "scale": 0.8, "private": False}

COLOURS = 3
#: What steers the network: favour (-1 the cover, 1 the secret) and scrambled (0 or 1).
CONDITIONS = 2
#: Slope of the sub-networks' leaky ReLU below zero.
SLOPE = 0.1
#: Standard deviation of a sub-network's last layer at the start, against that of the others: nearly the identity.
LAST_LAYER = 0.1


class SubNetwork(nn.Sequential):
    """Three convolutions, and what the conditions add to the first one's maps, [conditions, maps]."""

    def __init__(self, channels_in: int, maps: int, channels_out: int) -> None:
        super().__init__(
            nn.Conv2d(channels_in, maps, 3, padding=1),
            nn.Conv2d(maps, maps, 1),
            nn.Conv2d(maps, channels_out, 3, padding=1),
        )
        self.conditions = nn.Parameter(torch.zeros(CONDITIONS, maps))

    def forward(self, x: Tensor, conditions: Optional[Tensor]) -> Tensor:
        first, second, last = self
        maps = first(x)
        if conditions is not None:
            maps = maps + (conditions @ self.conditions)[:, :, None, None]
        maps = F.leaky_relu(maps, SLOPE)
        maps = F.leaky_relu(second(maps), SLOPE)
        return last(maps).float()


class CouplingBlock(nn.Module):
    """One step of both streams, [batch, channels, rows, columns]; ``rho`` and ``eta`` share their layers but the last."""

    def __init__(self, channels: int, maps: int, scale: float) -> None:
        super().__init__()
        self.scale = scale
        self.phi = SubNetwork(channels, maps, channels)
        self.rho_eta = SubNetwork(channels, maps, 2 * channels)

    def log_scale_and_eta(self, cover: Tensor, conditions: Optional[Tensor]) -> tuple[Tensor, Tensor]:
        rho, eta = self.rho_eta(cover, conditions).chunk(2, 1)
        return self.scale * torch.tanh(rho), eta


class Invertible(nn.ModuleList):
    """Its coupling blocks, in order. Pictures are [batch, 3, height, width], samples 0-1; conditions [batch, 2]."""

    architecture = "invertible"
    conditions = CONDITIONS

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = with_defaults(settings, DEFAULTS)
        block, blocks, maps, scale, private = (self.settings[name] for name in DEFAULTS)
        for name in ("block", "blocks", "maps"):
            require(is_whole(self.settings[name], 1), "a positive whole number", name, self.settings[name])
        is_number = isinstance(scale, (int, float)) and not isinstance(scale, bool)
        require(is_number and 0 <= scale < math.inf, "a number of 0 or more", "scale", scale)
        require(isinstance(private, bool), "true or false", "private", private)
        channels = COLOURS * block * block
        super().__init__(CouplingBlock(channels, maps, scale) for _ in range(blocks))
        self.private = private
        #: Width and height are multiples of this.
        self.multiple = block
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def hide_secret(self, cover: Tensor, secret: Tensor, conditions: Optional[Tensor] = None) -> Tensor:
        """The container, neither clamped nor rounded."""
        c, s = self.blocks_of(cover), self.blocks_of(secret)
        for block in self:
            c = c + block.phi(s, conditions)
            # The last block's remainder is thrown away.
            if block is not self[-1]:
                log_scale, eta = block.log_scale_and_eta(c, conditions)
                s = s * torch.exp(log_scale) + eta
        return self.picture_of(c)

    def reveal_secret(self, container: Tensor, conditions: Optional[Tensor] = None) -> Tensor:
        """The secret, not limited, under the conditions that it was hidden with."""
        c = self.blocks_of(container)
        s = torch.zeros_like(c)
        for block in reversed(self):
            log_scale, eta = block.log_scale_and_eta(c, conditions)
            s = (s - eta) * torch.exp(-log_scale)
            # What remains of the container after the first block is not used.
            if block is not self[0]:
                c = c - block.phi(s, conditions)
        return self.picture_of(s)

    @torch.no_grad()
    def initialize(self, generator: torch.Generator) -> None:
        """Random kernels, nearly the identity; biases and conditions start at zero."""
        for name, parameter in self.named_parameters():
            nn.init.zeros_(parameter)
            if name.endswith(".weight"):
                # Variance 2 / fan-in keeps the scale of activations through ReLU (He et al. 2015).
                deviation = math.sqrt(2 / parameter[0].numel()) * (LAST_LAYER if name.endswith(".2.weight") else 1)
                parameter.copy_(deviation * torch.randn(parameter.shape, generator=generator))

    def blocks_of(self, picture: Tensor) -> Tensor:
        """A picture as a stream, [batch, channels, rows, columns], in the order of memory that convolutions run best in."""
        return F.pixel_unshuffle(picture - 0.5, self.multiple).contiguous(memory_format=torch.channels_last)

    def picture_of(self, stream: Tensor) -> Tensor:
        return F.pixel_shuffle(stream, self.multiple) + 0.5
