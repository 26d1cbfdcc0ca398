"""Settings of a network: their defaults, and what a value may be."""
from typing import Any, Mapping

from refusal import Refused


def with_defaults(settings: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, and the defaults of those that are left out."""
    for name in settings:
        if name not in defaults:
            raise Refused(f"Expected one of {', '.join(defaults)} for the network but received {name}")
    return {**defaults, **settings}


def require(holds: bool, what: str, name: str, value: Any) -> None:
    """Refuses a value that is not what its setting takes."""
    if not holds:
        raise Refused(f"Expected {what} for {name} but received {value}")


def is_whole(value: Any, least: int) -> bool:
    """Whether a value is a whole number from ``least`` on; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
