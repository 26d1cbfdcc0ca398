"""The Prep, Hide and Reveal networks of Baluja, "Hiding Images in Plain Sight: Deep Steganography" (NIPS 2017), as
src/networks/baluja.ts has them: https://papers.nips.cc/paper/6802-hiding-images-in-plain-sight-deep-steganography

Each network runs branches of different kernel sizes in parallel, four layers deep, joins them, applies one more layer of
every branch to the joined maps, and joins again; Hide and Reveal end in a 1x1 convolution to the three colours.
"""
import math
from typing import Any, Mapping, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from networks.settings import is_whole, require, with_defaults

DEFAULTS = {"maps": 50, "kernels": [3, 4, 5], "initialization": "identity"}

#: Layers of a branch before the branches are joined for the first time.
BRANCH_DEPTH = 4
COLOURS = 3


class SameConvolution(nn.Conv2d):
    """A convolution that keeps the size; an even kernel has its odd row and column of padding below and right."""

    def __init__(self, channels_in: int, channels_out: int, side: int) -> None:
        super().__init__(channels_in, channels_out, side)
        self.border = ((side - 1) // 2, side // 2) * 2

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(F.pad(x, self.border))


class Trunk(nn.Module):
    """Branches, joined twice: [batch, channels, height, width] to [batch, kernels * maps, height, width].

    Its weights are named ``3x3.0.weight``: the branch, then the layer.
    """

    def __init__(self, channels_in: int, maps: int, kernels: list[int]) -> None:
        super().__init__()
        self.branches = [f"{side}x{side}" for side in kernels]
        for name, side in zip(self.branches, kernels):
            inputs = [channels_in] + [maps] * (BRANCH_DEPTH - 1) + [len(kernels) * maps]
            self.add_module(name, nn.Sequential(*(SameConvolution(count, maps, side) for count in inputs)))

    def forward(self, x: Tensor) -> Tensor:
        # The order of memory that convolutions run best in.
        x = x.contiguous(memory_format=torch.channels_last)
        deep = []
        for name in self.branches:
            maps = x
            for layer in self.get_submodule(name)[:BRANCH_DEPTH]:
                maps = F.relu(layer(maps))
            deep.append(maps)
        joined = torch.cat(deep, 1)
        return torch.cat([F.relu(self.get_submodule(name)[BRANCH_DEPTH](joined)) for name in self.branches], 1)


class Colours(nn.Conv2d):
    """The 1x1 convolution to the three colours; always in float32, because a picture in 16 bits loses grey levels."""

    def __init__(self, channels_in: int) -> None:
        super().__init__(channels_in, COLOURS, 1)

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            return super().forward(x.float())


class Picture(Trunk):
    """A trunk that ends in a picture, [batch, 3, height, width]."""

    def __init__(self, channels_in: int, maps: int, kernels: list[int]) -> None:
        super().__init__(channels_in, maps, kernels)
        self.output = Colours(len(kernels) * maps)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(super().forward(x))


class Baluja(nn.Module):
    """Pictures are [batch, 3, height, width], samples 0-1. No conditions steer it."""

    architecture = "baluja"
    conditions = 0
    private = False
    #: Width and height are multiples of this.
    multiple = 1

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__()
        self.settings = with_defaults(settings, DEFAULTS)
        maps, kernels, initialization = (self.settings[name] for name in DEFAULTS)
        require(is_whole(maps, 3), "a whole number of at least 3", "maps", maps)
        sound = isinstance(kernels, list) and bool(kernels) and all(is_whole(side, 1) for side in kernels)
        require(sound and len(set(kernels)) == len(kernels), "different positive whole numbers", "kernels", kernels)
        require(initialization in ("he", "identity"), "he or identity", "initialization", initialization)
        self.prep = Trunk(COLOURS, maps, kernels)
        self.hide = Picture(COLOURS + len(kernels) * maps, maps, kernels)
        self.reveal = Picture(COLOURS, maps, kernels)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def hide_secret(self, cover: Tensor, secret: Tensor, conditions: Optional[Tensor] = None) -> Tensor:
        """The container, neither clamped nor rounded."""
        return self.hide(torch.cat([cover, self.prep(secret)], 1))

    def reveal_secret(self, container: Tensor, conditions: Optional[Tensor] = None) -> Tensor:
        """The secret, not limited."""
        return self.reveal(container)

    @torch.no_grad()
    def initialize(self, generator: torch.Generator) -> None:
        """Random weights; with ``identity`` the first three maps of every branch carry the colours through."""
        for name, parameter in self.named_parameters():
            if name.endswith(".bias"):
                nn.init.zeros_(parameter)
                continue
            # Variance 2 / fan-in keeps the scale of activations through ReLU (He et al. 2015).
            deviation = math.sqrt(2 / parameter[0].numel())
            parameter.copy_(deviation * torch.randn(parameter.shape, generator=generator))
            if self.settings["initialization"] == "identity":
                self.carry_colours(name, parameter)

    def carry_colours(self, name: str, kernel: Tensor) -> None:
        """Makes the first three maps out carry three maps in unchanged, so that Hide starts as a copy of the cover."""
        maps, kernels = self.settings["maps"], self.settings["kernels"]
        network, branch, layer = name.split(".")[:3]
        if branch == "output":
            if network == "reveal":
                return
            starts = [index * maps for index in range(len(kernels))]
        elif int(layer) < BRANCH_DEPTH:
            starts = [0]
        else:
            starts = [maps * self.prep.branches.index(branch)]
        # The tap that meets the pixel itself under "same" padding.
        centre = (kernel.shape[-1] - 1) // 2
        for colour in range(COLOURS):
            kernel[colour] = 0
            for start in starts:
                kernel[colour, start + colour, centre, centre] = 1 / len(starts)
