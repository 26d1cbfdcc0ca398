"""The processes that share a training, as torchrun starts them (https://pytorch.org/docs/stable/elastic/run.html)."""
import os
from typing import Sequence

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel


class Processes:
    """This process among those of a training; alone unless torchrun started it.

    :param device: ``cpu`` or ``cuda``; with several processes each has a CUDA device of its own.
    """

    def __init__(self, device: str) -> None:
        self.rank = int(os.environ.get("RANK", 0))
        self.count = int(os.environ.get("WORLD_SIZE", 1))
        index = int(os.environ.get("LOCAL_RANK", 0))
        self.device = torch.device("cuda", index) if device == "cuda" else torch.device(device)
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)
        if self.count > 1:
            distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")

    @property
    def is_first(self) -> bool:
        """Whether it is the one that writes files and speaks."""
        return self.rank == 0

    def share(self, pairs: int) -> slice:
        """The pairs of a batch that are this process's."""
        each = pairs // self.count
        return slice(self.rank * each, (self.rank + 1) * each)

    def average_gradients(self, module: nn.Module) -> nn.Module:
        """A module whose gradients are the means over all processes."""
        if self.count == 1:
            return module
        return DistributedDataParallel(module, device_ids=[self.device] if self.device.type == "cuda" else None)

    def of_first(self, values: Sequence[float]) -> list[float]:
        """The first process's values, in every process."""
        if self.count == 1:
            return list(values)
        shared = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.broadcast(shared, 0)
        return shared.tolist()

    def mean(self, values: Tensor) -> Tensor:
        """The mean of a tensor over all processes."""
        if self.count > 1:
            distributed.all_reduce(values)
            values /= self.count
        return values

    def end(self) -> None:
        if self.count > 1:
            distributed.destroy_process_group()
