"""Trains Pentimento's networks with PyTorch: `python3 train.py --help`, and README.md beside this file."""
import argparse
import os
import signal
import sys

import torch

from begin import begin
from data.batches import Batches
from data.photo_folder import read_photos
from data.photo_memory import PhotoMemory
from loss import HidingLoss
from processes import Processes
from refusal import Refused
from stages import step_sizes
from training_run import CHECKPOINT_FILE, Length, TrainingRun


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Trains Pentimento's networks on the photos of a folder, with PyTorch.",
        epilog="Several processes: torchrun --nproc_per_node=8 train.py ...",
    )
    parser.add_argument("--data", required=True, help="folder of photos")
    parser.add_argument("--out", required=True, help="folder for the checkpoint and the log")
    parser.add_argument("--config", help="settings, as of `pentimento train`; what it leaves out has defaults")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=positive(float), help="length of the training in minutes")
    length.add_argument("--steps", type=positive(int), help="length of the training in steps")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    start.add_argument("--from", dest="start", metavar="WEIGHTS", help="start from the weights of a safetensors file")
    parser.add_argument("--device", choices=["cpu", "cuda"], help="default: cuda where there is one")
    parser.add_argument("--bfloat16", action="store_true", help="convolutions in 16 bits: faster on recent GPUs")
    return parser.parse_args()


def positive(kind: type):
    def parse(text: str):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"expected a positive number but received {text}")
        return value

    return parse


def main() -> int:
    flags = arguments()
    processes = Processes(flags.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    try:
        return train(flags, processes)
    except Refused as error:
        if processes.is_first:
            print(error, file=sys.stderr)
        return 1
    finally:
        processes.end()


def train(flags: argparse.Namespace, processes: Processes) -> int:
    def say(text: str) -> None:
        if processes.is_first:
            print(text, file=sys.stderr, flush=True)

    device = processes.device
    # Who asks for 16 bits in convolutions does not mind TensorFloat-32, with as many behind the point, in the rest.
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = flags.bfloat16
    network, optimizer, progress = begin(
        os.path.join(flags.out, CHECKPOINT_FILE), flags.config, flags.resume, flags.start, device
    )
    configuration = progress.configuration
    for size in step_sizes(configuration):
        if size["batch"] % processes.count != 0:
            raise Refused(
                f"Expected a multiple of {processes.count}, the number of processes, for batch "
                f"but received {size['batch']}"
            )
    photos = read_photos(flags.data, configuration, network.multiple, say)
    batches = Batches(PhotoMemory(photos.training, device), configuration, network.conditions > 0, processes.share)
    if processes.is_first:
        make_folder(flags.out)
    loss = HidingLoss(network, configuration["loss"], flags.bfloat16)
    length = Length(flags.minutes, flags.steps)
    run = TrainingRun(loss, optimizer, batches, photos.pairs, progress, length, flags.out, processes, say)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: run.stop(received))
    stopped = run.to_its_end()
    say("Stopped. Go on with the same command and --resume" if stopped else f"Wrote {flags.out}/{CHECKPOINT_FILE}")
    # As shells name the end by a signal.
    return 128 + stopped if stopped else 0


def make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise Refused(f"Expected a folder that can be written for --out but received {path} ({error.strerror})") from error


if __name__ == "__main__":
    sys.exit(main())
