"""The hiding networks of src/networks in PyTorch: the same weights, by the same names, make the same pictures."""
from typing import Any, Mapping, Union

from networks.baluja import Baluja
from networks.invertible import Invertible
from refusal import Refused

HidingNetwork = Union[Baluja, Invertible]

ARCHITECTURES = {"baluja": Baluja, "invertible": Invertible}


def create_network(architecture: str, settings: Mapping[str, Any]) -> HidingNetwork:
    """The network of an architecture, all its weights zero.

    :param settings: as in the configuration, such as ``{"maps": 32}``; defaults where left out.
    :raises Refused: when the name or a setting is unknown, or a value is out of range.
    """
    network = ARCHITECTURES.get(architecture)
    if network is None:
        raise Refused(f"Expected one of {', '.join(ARCHITECTURES)} for the architecture but received {architecture}")
    return network(settings)
