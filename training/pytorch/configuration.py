"""Everything that defines a training, with defaults, and its reading from a JSON file: the configuration of `pentimento
train` (docs/training.md), setting by setting. A test compares the defaults."""
import copy
import json
import math
import sys
from typing import Any, Callable, Mapping

from refusal import Refused
from stages import stages_of

Configuration = dict[str, Any]

DEFAULTS: Configuration = {
    "architecture": "baluja",
    "network": {},
    "loss": "mse",
    "beta": 0.75,
    "favourFactor": 2,
    "noise": 0,
    "rounding": "nearest",
    "batch": 8,
    "crop": 48,
    "stages": [],
    "colourChange": 0.5,
    "upsampled": 0,
    "downsampled": 0,
    "synthetic": 0,
    "sensorNoise": 0,
    "scrambled": 0,
    "favoured": 0,
    "seed": 1,
    "badBatch": 0,
    "schedule": {"learningRate": 1e-3, "warmupSteps": 200, "finalFraction": 0.02},
    "optimizer": {
        "method": "adam",
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "clipNorm": 1,
        "weightDecay": 0,
        "averageDecay": 0.999,
    },
    "adversary": {"weight": 0, "maps": 8, "learningRate": 1e-3, "warmupSteps": 500},
    "storedPrecision": "float32",
    "validationPhotos": 12,
    "validationSide": 256,
    "checkpointMinutes": 2,
    "validationMinutes": 5,
    "cacheMebibytes": 1024,
}


class Range:
    """The range of a number, and its words."""

    def __init__(self, what: str, allows: Callable[[float], bool]) -> None:
        self.what = what
        self.allows = allows


POSITIVE = Range("a positive number", lambda value: value > 0)
NOT_NEGATIVE = Range("a number of 0 or more", lambda value: value >= 0)
FRACTION = Range("a number of 0 to 1", lambda value: 0 <= value <= 1)
DECAY = Range("a number of 0 to below 1", lambda value: 0 <= value < 1)
COUNT = Range("a positive whole number", lambda value: value == int(value) and value >= 1)
WHOLE = Range("a whole number of 0 or more", lambda value: value == int(value) and value >= 0)
SEED = Range("a whole number of 0 to 4294967295", lambda value: value == int(value) and 0 <= value < 2**32)

RANGES = {
    "beta": NOT_NEGATIVE,
    "favourFactor": POSITIVE,
    "noise": NOT_NEGATIVE,
    "batch": COUNT,
    "crop": COUNT,
    "colourChange": FRACTION,
    "upsampled": FRACTION,
    "downsampled": FRACTION,
    "synthetic": FRACTION,
    "sensorNoise": FRACTION,
    "scrambled": FRACTION,
    "favoured": FRACTION,
    "seed": SEED,
    "badBatch": NOT_NEGATIVE,
    "schedule.learningRate": POSITIVE,
    "schedule.warmupSteps": WHOLE,
    "schedule.finalFraction": FRACTION,
    "optimizer.beta1": DECAY,
    "optimizer.beta2": DECAY,
    "optimizer.epsilon": POSITIVE,
    "optimizer.clipNorm": POSITIVE,
    "optimizer.weightDecay": NOT_NEGATIVE,
    "optimizer.averageDecay": DECAY,
    "adversary.weight": NOT_NEGATIVE,
    "adversary.maps": COUNT,
    "adversary.learningRate": POSITIVE,
    "adversary.warmupSteps": WHOLE,
    "validationPhotos": WHOLE,
    "validationSide": COUNT,
    "checkpointMinutes": NOT_NEGATIVE,
    "validationMinutes": NOT_NEGATIVE,
    "cacheMebibytes": NOT_NEGATIVE,
}

CHOICES = {
    "loss": ("mse", "rms"),
    "rounding": ("nearest", "shaped"),
    "optimizer.method": ("adam", "muon"),
    "storedPrecision": ("float32", "float16"),
}


def read_configuration(path: str, defaults: Configuration) -> Configuration:
    """The configuration in a JSON file; what it leaves out comes from ``defaults``.

    :raises Refused: when the file cannot be read, is no JSON, or a setting is unknown or out of range.
    """
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except OSError as error:
        raise Refused(f"Expected a file for --config but received {path} ({error.strerror})") from error
    except ValueError as error:
        raise Refused(f"Expected JSON in {path}: {error}") from error
    return configuration_of(value, defaults)


def configuration_of(value: Any, defaults: Configuration = DEFAULTS) -> Configuration:
    """The configuration that a JSON value describes; missing settings come from ``defaults``.

    :raises Refused: when a setting is unknown or out of range. The network's settings are looked at by the network.
    """
    return merge(defaults, value, "")


def merge(defaults: Mapping[str, Any], value: Any, path: str) -> Configuration:
    result = copy.deepcopy(dict(defaults))
    for key, setting in plain(value, path).items():
        name = f"{path}.{key}" if path else key
        if key not in defaults:
            place = path or "the configuration"
            raise Refused(f"Expected one of {', '.join(defaults)} in {place} but received {name}")
        if name == "network":
            # The whole of it: what is left out are the network's defaults.
            result[key] = plain(setting, name)
        elif name == "stages":
            result[key] = stages_of(setting)
        elif isinstance(defaults[key], dict):
            result[key] = merge(defaults[key], setting, name)
        else:
            result[key] = checked(setting, name)
    return result


def plain(value: Any, path: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise Refused(f"Expected an object for {path or 'the configuration'} but received {json.dumps(value)}")


def checked(setting: Any, name: str) -> Any:
    limits, choices = RANGES.get(name), CHOICES.get(name)
    if limits is not None:
        is_number = isinstance(setting, (int, float)) and not isinstance(setting, bool) and math.isfinite(setting)
        if not is_number or not limits.allows(setting):
            raise Refused(f"Expected {limits.what} for {name} but received {json.dumps(setting)}")
    elif choices is not None and setting not in choices:
        raise Refused(f"Expected one of {', '.join(choices)} for {name} but received {json.dumps(setting)}")
    elif not isinstance(setting, str):
        raise Refused(f"Expected a string for {name} but received {json.dumps(setting)}")
    return setting


if __name__ == "__main__":
    json.dump(DEFAULTS, sys.stdout, indent=2)
