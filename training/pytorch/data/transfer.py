"""Copies of small arrays to a device."""
import numpy
import torch
from torch import Tensor


def to_device(values: numpy.ndarray, device: torch.device) -> Tensor:
    """An array as a tensor on a device; a GPU that still works on earlier steps is not waited for."""
    tensor = torch.from_numpy(numpy.ascontiguousarray(values))
    if device.type == "cuda":
        return tensor.pin_memory().to(device, non_blocking=True)
    return tensor.to(device)
