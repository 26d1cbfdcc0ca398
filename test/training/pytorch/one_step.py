"""Hides, reveals and takes one step in PyTorch, for the test beside this file.

one_step.py FILE...: each is a safetensors file with the weights, a batch, and the configuration in its metadata. Writes
beside it FILE.result with the container and the revealed picture before the step, and the weights after it.
"""
import json
import sys

import torch

from checkpoint.weights import AVERAGED, load_weights
from loss import HidingLoss
from networks import create_network
from optimizer.optimizer import Optimizer
from optimizer.schedule import learning_rate
from safetensors_file import read_safetensors, write_safetensors


def main(path: str) -> None:
    tensors, metadata = read_safetensors(path)
    configuration = json.loads(metadata["configuration"])
    network = create_network(configuration["architecture"], configuration["network"])
    load_weights(network, tensors, AVERAGED)
    cover, secret, conditions = tensors["cover"], tensors["secret"], tensors.get("conditions")
    with torch.no_grad():
        container = network.hide_secret(cover, secret, conditions)
        revealed = network.reveal_secret(tensors["received"], conditions)
    optimizer = Optimizer(network, configuration["optimizer"])
    errors = HidingLoss(network, configuration["loss"])(cover, secret, conditions, tensors["secretWeight"])
    errors.loss.backward()
    update = optimizer.update(learning_rate(0, 0, configuration["schedule"]))
    results = {"container": container, "revealed": revealed, "norm": update.norm, "coverError": errors.cover}
    results["secretError"] = errors.secret
    for vector in ("weights", "averaged", "moment1", "moment2"):
        views = optimizer.views(getattr(optimizer, vector))
        results.update({f"{vector}/{name}": values for name, values in views.items()})
    write_safetensors(f"{path}.result", results, {})


if __name__ == "__main__":
    torch.set_num_threads(1)
    for argument in sys.argv[1:]:
        main(argument)
