"""Weights by the network's names, from a file of any program."""
from typing import Mapping

import torch
from torch import Tensor

from networks import HidingNetwork
from refusal import Refused

#: Prefix of averaged weights, which are those to use, in checkpoints.
AVERAGED = "averaged/"
#: Prefixes of what else a checkpoint holds.
REST_OF_CHECKPOINT = ("weights/", "moment1/", "moment2/", "adversary/")
#: Names that a message lists before it only counts.
LISTED = 4


@torch.no_grad()
def load_weights(network: HidingNetwork, tensors: Mapping[str, Tensor], prefix: str) -> None:
    """Sets a network's weights to the tensors under its names behind a prefix.

    :raises Refused: when one is missing, of another shape, or not finite.
    """
    for name, parameter in network.named_parameters():
        values = tensors.get(prefix + name)
        if values is None or values.shape != parameter.shape:
            received = "none" if values is None else list(values.shape)
            raise Refused(f"Expected the weight {prefix}{name} {list(parameter.shape)} but received {received}")
        if not values.isfinite().all():
            raise Refused(f"Expected finite numbers for the weight {name}")
        parameter.copy_(values)


def start_from(network: HidingNetwork, tensors: Mapping[str, Tensor]) -> None:
    """Sets a network's weights to those of a file: bare names, or ``averaged/...``; others must not be there.

    :raises Refused: as ``load_weights``, and when names are missing or too many.
    """
    prefix = AVERAGED if any(name.startswith(AVERAGED) for name in tensors) else ""
    wanted = [prefix + name for name, _ in network.named_parameters()]
    rest = REST_OF_CHECKPOINT if prefix else ()
    missing = [name for name in wanted if name not in tensors]
    known = set(wanted)
    foreign = [name for name in tensors if name not in known and not name.startswith(rest)]
    faults = [f"lacks {len(missing)} ({listed(missing)})"] if missing else []
    faults += [f"has {len(foreign)} too many ({listed(foreign)})"] if foreign else []
    if faults:
        raise Refused(
            f"Expected the {len(wanted)} weights of {network.architecture} {network.settings} "
            f"but the file {' and '.join(faults)}"
        )
    load_weights(network, tensors, prefix)


def listed(names: list[str]) -> str:
    return ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")
