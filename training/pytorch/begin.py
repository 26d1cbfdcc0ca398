"""Begins a training: with random weights, with those of a file, or from its checkpoint."""
import json
import os
from typing import Optional

import torch

from checkpoint.checkpoint import Progress, read_progress, restore
from checkpoint.weights import start_from
from configuration import DEFAULTS, Configuration, configuration_of, read_configuration
from networks import HidingNetwork, create_network
from optimizer.optimizer import Optimizer
from progress.explosion import RunningErrors
from refusal import Refused
from rounding.shaped_rounding import BLOCK
from safetensors_file import read_safetensors
from stages import step_sizes


def begin(
    checkpoint: str, config: Optional[str], resume: bool, start: Optional[str], device: torch.device
) -> tuple[HidingNetwork, Optimizer, Progress]:
    """A network on its device, its optimiser, and how far they are.

    :param checkpoint: path of the training's checkpoint.
    :param config: path of the configuration, if one is given.
    :param start: path of the weights to start from, if any.
    :raises Refused: when a file or a setting cannot be used, or there is a training already.
    """
    if resume:
        return resumed(checkpoint, config, device)
    if os.path.exists(checkpoint):
        folder = os.path.dirname(checkpoint)
        raise Refused(f"There is a training in {folder} already; use --resume to go on with it, or another folder")
    tensors, metadata = ({}, {}) if start is None else read_safetensors(start)
    defaults = settings_of(metadata)
    configuration = defaults if config is None else read_configuration(config, defaults)
    network = network_of(configuration)
    if start is None:
        network.initialize(torch.Generator().manual_seed(configuration["seed"]))
    else:
        start_from(network, tensors)
    network.to(device)
    name = None if start is None else os.path.basename(start)
    return network, Optimizer(network, configuration["optimizer"]), Progress(configuration, start=name)


def resumed(
    checkpoint: str, config: Optional[str], device: torch.device
) -> tuple[HidingNetwork, Optimizer, Progress]:
    progress, saved = read_progress(checkpoint)
    if config is not None:
        # New rates apply as given.
        configuration = read_configuration(config, DEFAULTS)
        progress = progress._replace(configuration=configuration, rate_factor=1, errors=RunningErrors())
    network = network_of(progress.configuration).to(device)
    optimizer = Optimizer(network, progress.configuration["optimizer"])
    restore(optimizer, network, saved)
    return network, optimizer, progress


def settings_of(metadata: dict[str, str]) -> Configuration:
    """The settings in the metadata of a checkpoint or of exported weights; the defaults in files of other programs."""
    try:
        configuration = json.loads(metadata["training"])["configuration"]
    except (KeyError, TypeError, ValueError):
        return DEFAULTS
    return configuration_of(configuration)


def network_of(configuration: Configuration) -> HidingNetwork:
    """The network of a configuration.

    :raises Refused: when it cannot be trained so.
    """
    network = create_network(configuration["architecture"], configuration["network"])
    crops = [size["crop"] for size in step_sizes(configuration)]
    for crop in crops:
        if crop % network.multiple != 0:
            raise Refused(
                f"Expected a multiple of {network.multiple} for crop, as the network works on blocks, "
                f"but received {crop}"
            )
    if configuration["rounding"] == "shaped" and any(crop % BLOCK != 0 for crop in crops):
        raise Refused(
            f"Expected a multiple of {BLOCK} for crop, as shaped rounding works on blocks, "
            f"but received {' and '.join(map(str, crops))}"
        )
    upsampled, downsampled, synthetic = (configuration[name] for name in ("upsampled", "downsampled", "synthetic"))
    if upsampled + downsampled + synthetic > 1:
        raise Refused(
            "Expected at most 1 for upsampled, downsampled and synthetic together "
            f"but received {upsampled}, {downsampled} and {synthetic}"
        )
    scrambled, favoured = configuration["scrambled"], configuration["favoured"]
    if network.conditions == 0 and (scrambled > 0 or favoured > 0):
        raise Refused(
            f"Expected 0 for scrambled and favoured, as the network {network.architecture} cannot be told of them, "
            f"but received {scrambled} and {favoured}"
        )
    if configuration["adversary"]["weight"] > 0:
        raise Refused("Expected 0 for adversary.weight, as only `pentimento train` has an adversary")
    return network
