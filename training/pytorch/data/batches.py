"""Batches of random crops, as src/training/data/batches.ts makes them; other random numbers, the same distributions."""
from typing import Any, Callable, Mapping, NamedTuple, Optional

import numpy
import torch
from torch import Tensor

from configuration import Configuration
from data.colour_change import DRAWS, ColourChanges
from data.photo_memory import PhotoMemory
from data.random_numbers import CONDITIONS, CROPS, NOISE, ROUNDING, random_numbers, random_signs
from data.rare_pictures import are_asked_for, with_rare_pictures
from data.scramble import blocks, flip_coefficients
from data.transfer import to_device
from rounding.shaped_rounding import ShapedRounding

#: Larger than any batch.
MOST_PAIRS = 2**20


class Batch(NamedTuple):
    """Pairs to train on, on the device."""

    #: [pairs, 3, crop, crop], samples 0-1.
    cover: Tensor
    #: The same; a scrambled secret's samples may lie outside of 0-1.
    secret: Tensor
    #: [pairs, 2]: favour and scrambled; None for a network without conditions.
    conditions: Optional[Tensor]
    #: Weight of each pair's secret against its cover, [pairs].
    secret_weight: Tensor
    #: What is added to the container, [pairs, 3, crop, crop]; None for nothing.
    noise: Optional[Tensor]
    #: What rounding adds to the container before that, in the same way; None where each sample is rounded by itself.
    rounding_error: Optional[Tensor]


class Batches:
    """The batches of a process: its share of the pairs of each.

    Every process draws the numbers of the whole batch, so that a training is the same however many share it.

    :param share: of a batch of so many pairs, those that are this process's.
    """

    def __init__(
        self, photos: PhotoMemory, configuration: Configuration, steered: bool, share: Callable[[int], slice]
    ) -> None:
        self.photos = photos
        self.configuration = configuration
        self.steered = steered
        self.share = share
        self.device = photos.pixels.device
        #: How containers are rounded; None for each sample by itself.
        self.rounding: Optional[ShapedRounding] = None

    def make(self, number: int, size: Mapping[str, Any]) -> Batch:
        """The batch of that number.

        :param size: its ``batch`` and ``crop``.
        """
        settings = self.configuration
        pairs, crop, seed = size["batch"], size["crop"], settings["seed"]
        mine = self.share(pairs)
        draws = random_numbers(seed, CROPS, number).random((2, pairs, 5 + DRAWS))[:, mine]
        pair_numbers = numpy.arange(pairs)[mine] + number * MOST_PAIRS
        cover, secret = (
            self.crops(numbers, crop, [2 * int(pair) + side for pair in pair_numbers])
            for side, numbers in enumerate(draws)
        )
        random = random_numbers(seed, CONDITIONS, number)
        scramble, favoured, side = random.random((3, pairs))
        favour = numpy.where(favoured < settings["favoured"], numpy.where(side < 0.5, -1, 1), 0)[mine]
        scrambled = (scramble < settings["scrambled"])[mine]
        if settings["scrambled"] > 0:
            places = random.random((pairs, len(list(blocks(crop))), 2))[mine]
            signs = random_signs(random, (pairs, 3, crop, crop))[mine]
            which = numpy.flatnonzero(scrambled)
            secret[self.on_device(which)] = self.scrambled_crops(draws[1][which], crop, places[which], signs[which])
        noise = None
        if settings["noise"] > 0:
            shape = (pairs, 3, crop, crop)
            samples = random_numbers(seed, NOISE, number).standard_normal(shape, numpy.float32)[mine]
            noise = self.on_device(samples) * (settings["noise"] / 255)
        rounding_error = None
        if self.rounding is not None:
            remains = random_numbers(seed, ROUNDING, number).random((pairs, 3, crop, crop), numpy.float32)[mine] - 0.5
            rounding_error = self.rounding.errors(self.on_device(remains))
        return Batch(
            cover,
            secret,
            self.on_device(numpy.stack([favour, scrambled], 1).astype(numpy.float32)) if self.steered else None,
            self.on_device((settings["beta"] * float(settings["favourFactor"]) ** favour).astype(numpy.float32)),
            noise,
            rounding_error,
        )

    def crops(self, draws: numpy.ndarray, crop: int, numbers: list[int]) -> Tensor:
        """Crops of random photos, each mirrored in either direction half of the time, samples 0-1.

        :param draws: uniform numbers, [pairs, 5 + DRAWS].
        :param numbers: of each crop its own.
        """
        which = self.photos_of(draws)
        pictures = self.photos.cut(which, draws[:, 1:3], crop, crop, draws[:, 3:5] < 0.5)
        if are_asked_for(self.configuration):
            pictures = with_rare_pictures(pictures, self.photos, which, self.configuration, numbers)
        return self.colour_changes(draws).of(pictures) / 255

    def scrambled_crops(
        self, draws: numpy.ndarray, crop: int, places: numpy.ndarray, signs: numpy.ndarray
    ) -> Tensor:
        """Crops of scrambled photos: blocks from all over a photo, the signs of their coefficients random.

        :param places: of each block, [pairs, blocks, 2].
        :param signs: [pairs, 3, crop, crop].
        """
        pictures = torch.empty(signs.shape, device=self.device)
        which, changes, flips = self.photos_of(draws), self.colour_changes(draws), self.on_device(signs)
        for index, (rows, columns) in enumerate(blocks(crop)):
            height, width = rows.stop - rows.start, columns.stop - columns.start
            block = changes.of(self.photos.cut(which, places[:, index], height, width)) / 255 - 0.5
            pictures[:, :, rows, columns] = flip_coefficients(block, flips[:, :, rows, columns]) + 0.5
        return pictures

    def photos_of(self, draws: numpy.ndarray) -> numpy.ndarray:
        return (draws[:, 0] * self.photos.count).astype(numpy.int64)

    def colour_changes(self, draws: numpy.ndarray) -> ColourChanges:
        return ColourChanges(draws[:, 5:], self.configuration["colourChange"])

    def on_device(self, values: numpy.ndarray) -> Tensor:
        return to_device(values, self.device)
