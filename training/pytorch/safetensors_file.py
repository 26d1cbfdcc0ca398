"""The safetensors format: 8 bytes of length, a JSON header, and raw little-endian tensors.

Source: https://huggingface.co/docs/safetensors/index (section "Format").
"""
import json
import math
import os
import struct
from typing import Mapping

import numpy
import torch
from torch import Tensor

from refusal import Refused

#: Bytes of a number of each type that is read.
BYTES = {"F32": 4, "F16": 2, "BF16": 2}


def write_safetensors(path: str, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Writes float32 tensors through a file beside it and a rename: a reader sees the old file or the whole new one."""
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    end = 0
    for name, tensor in tensors.items():
        start, end = end, end + 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    # Spaces after the header align the tensors to 8 bytes, as the specification allows.
    text += b" " * (-len(text) % 8)
    temporary = f"{path}.{os.getpid()}.part"
    try:
        with open(temporary, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for tensor in tensors.values():
                values = tensor.detach().to("cpu", torch.float32).contiguous().numpy()
                file.write(values.astype("<f4", copy=False).tobytes())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise


def read_safetensors(path: str) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors of a file of float32, float16 or bfloat16 numbers, as float32, and its metadata.

    :raises Refused: when the file cannot be read, is cut short, or is no such file.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise Refused(f"Expected a safetensors file but received {path} ({error.strerror})") from error
    length = struct.unpack("<Q", data[:8])[0] if len(data) >= 8 else math.inf
    if 8 + length > len(data):
        raise Refused(f"Expected a safetensors file but {path} is cut short")
    try:
        header = json.loads(data[8 : 8 + length])
        metadata = header.pop("__metadata__", {})
        return {name: tensor_at(data, 8 + length, entry) for name, entry in header.items()}, metadata
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"Expected a safetensors file of floating-point numbers but {path} is none ({error})") from error


def tensor_at(data: bytes, body: int, entry: Mapping[str, object]) -> Tensor:
    """The tensor of a header's entry, as float32, in memory of its own."""
    shape, (start, end), kind = entry["shape"], entry["data_offsets"], entry["dtype"]
    count = math.prod(shape)
    if not 0 <= start <= end <= len(data) - body or end - start != BYTES[kind] * count:
        raise ValueError(f"{entry} lies outside")
    values = data[body + start : body + end]
    if kind == "BF16":
        # The upper half of a float32.
        widened = numpy.frombuffer(values, "<u2").astype("<u4") << 16
        return torch.from_numpy(widened.view("<f4").reshape(shape).copy())
    numbers = numpy.frombuffer(values, "<f4" if kind == "F32" else "<f2")
    return torch.from_numpy(numbers.astype(numpy.float32).reshape(shape))
