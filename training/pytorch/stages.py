"""Stages of a training, with crops and batches of other sizes, as src/training/stages.ts has them."""
import json
from typing import Any, Mapping

from refusal import Refused

NAMES = ("until", "crop", "batch")


def step_sizes(configuration: Mapping[str, Any]) -> list[Mapping[str, int]]:
    """``crop`` and ``batch`` of all stages, in their order."""
    return configuration["stages"] or [configuration]


def step_size_at(configuration: Mapping[str, Any], progress: float) -> Mapping[str, int]:
    """``crop`` and ``batch`` at a point of the training.

    :param progress: its finished share, 0-1.
    """
    stages = configuration["stages"]
    return next((stage for stage in stages if progress < stage["until"]), stages[-1] if stages else configuration)


def largest_crop(configuration: Mapping[str, Any]) -> int:
    return max(size["crop"] for size in step_sizes(configuration))


def stages_of(value: Any) -> list[dict[str, Any]]:
    """The stages that a JSON value describes.

    :raises Refused: when they cannot be.
    """
    if not isinstance(value, list):
        raise Refused(f"Expected a list for stages but received {json.dumps(value)}")
    before: float = 0
    for index, stage in enumerate(value):
        name = f"stages[{index}]"
        if not isinstance(stage, dict):
            raise Refused(f"Expected an object for {name} but received {json.dumps(stage)}")
        unknown = next((key for key in stage if key not in NAMES), None)
        if unknown is not None:
            raise Refused(f"Expected until, crop and batch in {name} but received {unknown}")
        for key in ("crop", "batch"):
            size = stage.get(key)
            if not is_number(size) or size != int(size) or size < 1:
                raise Refused(f"Expected a positive whole number for {name}.{key} but received {json.dumps(size)}")
        until = stage.get("until")
        if not is_number(until) or not before < until <= 1:
            what = f"a number above {before}, up to 1, for {name}.until"
            raise Refused(f"Expected {what} but received {json.dumps(until)}")
        before = until
    if value and before != 1:
        raise Refused(f"Expected 1 for the last stage's until but received {before}")
    return value


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
