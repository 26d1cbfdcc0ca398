"""The checkpoint of a training, in the format of `pentimento train` (src/training/checkpoint/checkpoint.ts): either
trainer continues the other's."""
import json
from typing import Any, NamedTuple, Optional

import torch

from checkpoint.weights import load_weights
from configuration import Configuration, configuration_of
from networks import HidingNetwork
from optimizer.optimizer import VECTORS, Optimizer
from progress.explosion import RunningErrors, running_errors
from refusal import Refused
from safetensors_file import read_safetensors, write_safetensors


class Progress(NamedTuple):
    """What a checkpoint holds beside the vectors of the optimiser."""

    configuration: Configuration
    #: Batches used, skipped steps included: the number of the next batch.
    batches: int = 0
    #: Steps that were not applied because the gradient was not finite.
    skipped: int = 0
    #: Seconds of training.
    seconds: float = 0
    errors: RunningErrors = RunningErrors()
    #: The factor of the schedule's rates: 1, halved after every explosion.
    rate_factor: float = 1
    #: Name of the file that the training started from, if any.
    start: Optional[str] = None


def write_checkpoint(path: str, progress: Progress, optimizer: Optimizer) -> None:
    """Writes the file whole or not at all."""
    tensors = {
        f"{vector}/{name}": values
        for vector in VECTORS
        for name, values in optimizer.views(getattr(optimizer, vector)).items()
    }
    training = {
        "configuration": progress.configuration,
        "batches": progress.batches,
        "skipped": progress.skipped,
        "seconds": progress.seconds,
        "errors": progress.errors.as_json(),
        "rateFactor": progress.rate_factor,
        "step": int(optimizer.step.item()),
        **({} if progress.start is None else {"from": progress.start}),
    }
    write_safetensors(path, tensors, {"training": json.dumps(training)})


def read_progress(path: str) -> tuple[Progress, dict[str, Any]]:
    """What a checkpoint holds, and its tensors with the number of the optimiser's steps, for ``restore``.

    :raises Refused: when the file is no checkpoint.
    """
    tensors, metadata = read_safetensors(path)
    try:
        training = json.loads(metadata["training"])
        progress = Progress(
            configuration_of(training["configuration"]),
            int(training["batches"]),
            int(training["skipped"]),
            float(training["seconds"]),
            running_errors(training.get("errors")),
            float(training.get("rateFactor", 1)),
            training.get("from"),
        )
        return progress, {"tensors": tensors, "step": float(training["step"])}
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"Expected the checkpoint of a training but received {path} ({error!r})") from error


@torch.no_grad()
def restore(optimizer: Optimizer, network: HidingNetwork, saved: dict[str, Any]) -> None:
    """Sets the optimiser's state, and with it the network's weights, to that of a checkpoint.

    :raises Refused: when it is of another network.
    """
    # Through the network, whose weights are the last vector to be set.
    for vector in reversed(VECTORS):
        load_weights(network, saved["tensors"], f"{vector}/")
        getattr(optimizer, vector).copy_(optimizer.weights)
    optimizer.step.fill_(saved["step"])
