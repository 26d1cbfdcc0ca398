"""The photos of a folder: those to train on, and those held out for checks."""
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, NamedTuple

import numpy
from PIL import Image, ImageOps

from configuration import Configuration
from refusal import Refused
from stages import largest_crop

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".tif", ".tiff", ".gif")

#: A picture: [height, width, 3], 8 bits.
Picture = numpy.ndarray


class Photos(NamedTuple):
    """Pictures to train on, and held-out pairs of cover and secret, squares of one size."""

    training: list[Picture]
    pairs: list[tuple[Picture, Picture]]


def read_photos(folder: str, configuration: Configuration, multiple: int, warn: Callable[[str], None]) -> Photos:
    """Reads all photos of a folder, subfolders excepted; what cannot be used is named and left out.

    :param multiple: the sides of held-out pairs are a multiple of it.
    :raises Refused: when there is no such folder, or no usable photo in it.
    """
    try:
        names = sorted(name for name in os.listdir(folder) if name.lower().endswith(PICTURE_ENDINGS))
    except OSError as error:
        raise Refused(f"Expected a folder of photos for --data but received {folder} ({error.strerror})") from error
    crop = largest_crop(configuration)
    held = held_out(len(names), configuration["validationPhotos"])

    def read(name: str):
        try:
            with Image.open(os.path.join(folder, name)) as file:
                picture = numpy.asarray(ImageOps.exif_transpose(file).convert("RGB"))
        except Exception as error:  # Whatever a decoder raises: the others can be used.
            return f"Left out {name}: {error}"
        height, width = picture.shape[:2]
        if min(height, width) < crop:
            return f"Left out {name}: Expected at least {crop} pixels a side but received {width}x{height}"
        return picture

    with ThreadPoolExecutor() as threads:
        read_ones = list(threads.map(read, names))
    for problem in read_ones:
        if isinstance(problem, str):
            warn(problem)
    usable = [(index, picture) for index, picture in enumerate(read_ones) if not isinstance(picture, str)]
    if not usable:
        raise Refused(f"Expected at least one photo of {crop} pixels a side in {folder} but found none")
    training = [picture for index, picture in usable if index not in held] or [usable[0][1]]
    # A check on a photo that is trained on is better than none.
    validation = [picture for index, picture in usable if index in held] or training[:1]
    return Photos(training, validation_pairs(validation, configuration["validationSide"], multiple))


def held_out(count: int, wanted: int) -> set[int]:
    """Every n-th photo is held out for the checks, at most a third of all."""
    held = min(wanted, count // 3)
    return {int((index + 0.5) * count / held) for index in range(held)}


def validation_pairs(photos: list[Picture], largest: int, multiple: int) -> list[tuple[Picture, Picture]]:
    """Square centres, their sides a multiple of the network's; photo i is the cover of photo i + 1."""
    side = min([largest, *(length for photo in photos for length in photo.shape[:2])])
    side -= side % multiple
    squares = []
    for photo in photos:
        top, left = (photo.shape[0] - side) // 2, (photo.shape[1] - side) // 2
        squares.append(photo[top : top + side, left : left + side])
    return [(cover, squares[(index + 1) % len(squares)]) for index, cover in enumerate(squares)]
