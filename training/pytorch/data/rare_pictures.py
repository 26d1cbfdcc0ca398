"""Pictures that are rare among photos, to train on beside them, as src/training/data/rare-pictures.ts makes them: enlarged
ones and shrunk ones; flat, blocky, smooth and striped ones; and photos with the noise of a sensor."""
from typing import Any, Mapping

import numpy
import torch
from torch import Tensor
from torch.nn import functional

from data.photo_memory import PhotoMemory
from data.random_numbers import RARE, random_numbers
from data.transfer import to_device

#: Side of what is enlarged, of the crop's.
ENLARGED = 5 / 8

#: Sides of the crop that are shrunk into it.
SHRUNK = 2

#: Largest standard deviation of a sensor's noise, in grey levels.
MOST_NOISE = 4

#: Tiles a side of blocky pictures; one is flat.
TILES = (1, 2, 4, 8, 16, 32)

#: How far random colours go beyond black and white: clamped, both ends are frequent.
BEYOND = 0.2

#: The share of white in stripes.
WHITE = 0.3


def are_asked_for(settings: Mapping[str, Any]) -> bool:
    return sum(settings[name] for name in ("upsampled", "downsampled", "synthetic", "sensorNoise")) > 0


def with_rare_pictures(
    crops: Tensor, photos: PhotoMemory, which: numpy.ndarray, settings: Mapping[str, Any], numbers: list[int]
) -> Tensor:
    """Crops, some of them replaced by rare pictures or given noise.

    :param crops: [count, 3, side, side], 0-255; written into.
    :param which: number of each crop's photo.
    :param numbers: of each crop one that no other of the training has.
    """
    side = crops.shape[-1]
    for index, number in enumerate(numbers):
        random = random_numbers(settings["seed"], RARE, number)
        kind, noise, deviation = random.random(3)
        if kind < settings["upsampled"]:
            crops[index] = enlarged(photos, which[index : index + 1], side, random)
        elif kind < settings["upsampled"] + settings["synthetic"]:
            crops[index] = to_device(made(side, random), crops.device)
        elif kind < settings["upsampled"] + settings["synthetic"] + settings["downsampled"]:
            crops[index] = shrunk(photos, which[index : index + 1], side, random)
        if noise < settings["sensorNoise"]:
            levels = random.standard_normal(crops.shape[1:], numpy.float32) * numpy.float32(MOST_NOISE * deviation)
            crops[index] += to_device(levels, crops.device)
            crops[index] = (crops[index] + 0.5).floor().clamp(0, 255)
    return crops


def enlarged(photos: PhotoMemory, which: numpy.ndarray, side: int, random: numpy.random.Generator) -> Tensor:
    small = max(1, int(side * ENLARGED))
    part = photos.cut(which, random.random((1, 2)), small, small)
    large = functional.interpolate(part, (side, side), mode="bicubic", align_corners=False)
    return (large[0] + 0.5).floor().clamp(0, 255)


def shrunk(photos: PhotoMemory, which: numpy.ndarray, side: int, random: numpy.random.Generator) -> Tensor:
    large = int(min(SHRUNK * side, photos.heights[which[0]], photos.widths[which[0]]))
    part = photos.cut(which, random.random((1, 2)), large, large)
    small = functional.interpolate(part, (side, side), mode="bicubic", align_corners=False, antialias=True)
    return (small[0] + 0.5).floor().clamp(0, 255)


def made(side: int, random: numpy.random.Generator) -> numpy.ndarray:
    """A flat, blocky, smooth or striped picture, [3, side, side], 0-255."""
    kind = random.integers(len(TILES) + 2)
    if kind < len(TILES):
        count = TILES[kind]
        levels = ((1 + 2 * BEYOND) * random.random((3, count, count)) - BEYOND).clip(0, 1)
    elif kind == len(TILES):
        few = torch.from_numpy(random.random((1, 3, 3, 3), numpy.float32))
        smooth = functional.interpolate(few, (side, side), mode="bicubic", align_corners=False)
        levels = smooth[0].clamp(0, 1).numpy()
    else:
        stripes = random.random((1, -(-side // 2), -(-side // 4))) < WHITE
        levels = numpy.broadcast_to(stripes, (3, *stripes.shape[1:]))
    rows, columns = (numpy.arange(side) * count // side for count in levels.shape[1:])
    return numpy.floor(255 * levels[:, rows][:, :, columns] + 0.5).astype(numpy.float32)
