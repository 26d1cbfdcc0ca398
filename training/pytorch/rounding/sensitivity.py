"""Measures how strongly what the Reveal network reveals depends on the samples of a container's blocks."""
import torch
from torch import Tensor
from torch.nn.functional import pixel_unshuffle

from data.photo_folder import Picture
from data.random_numbers import PROBES, random_numbers
from loss import quantize_8_bit
from networks import HidingNetwork
from progress.check import conditions_of, samples
from rounding.shaped_rounding import BLOCK, SAMPLES

#: It is measured with so many probes in each of so many pairs, in squares of this side at most.
PROBES_A_PAIR = 2
PROBED_PAIRS = 6
PROBED_SIDE = 128


def sensitivity_of(network: HidingNetwork, pairs: list[tuple[Picture, Picture]], device: torch.device) -> Tensor:
    """The mean of J' J over blocks, all but those along the borders: [samples, samples].

    Zeros, for which samples are rounded one by one, where the pairs are too small or it is not finite. With probes p of independent standard normal numbers it is the mean of (J' p) (J' p)'.
    """
    total = torch.zeros(SAMPLES, SAMPLES, dtype=torch.float64, device=device)
    count = 0
    for index, pair in enumerate(pairs[:PROBED_PAIRS]):
        whole = pair[0].shape[0]
        side = whole if whole <= PROBED_SIDE else PROBED_SIDE - PROBED_SIDE % network.multiple
        cover, secret = (samples(picture[:side, :side], device) for picture in pair)
        conditions = conditions_of(network, device)
        with torch.no_grad():
            container = quantize_8_bit(network.hide_secret(cover, secret, conditions))
        for probe in range(PROBES_A_PAIR):
            numbers = random_numbers(index, PROBES, probe).standard_normal(tuple(cover.shape)).astype("float32")
            leaf = container.clone().requires_grad_(True)
            with torch.enable_grad():
                heard = (network.reveal_secret(leaf, conditions) * torch.from_numpy(numbers).to(device)).sum()
            (gradient,) = torch.autograd.grad(heard, leaf)
            even = side - side % BLOCK
            blocks = pixel_unshuffle(gradient[..., :even, :even].double(), BLOCK)[0, :, 1:-1, 1:-1].flatten(1)
            total += blocks @ blocks.T
            count += blocks.shape[1]
    if count == 0 or not total.isfinite().all():
        return torch.zeros_like(total)
    return total / count
