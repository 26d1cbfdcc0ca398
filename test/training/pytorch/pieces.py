"""Computes small pieces of the trainer on the tensors of a file, for the test beside this file: pieces.py IN OUT."""
import json
import sys

import torch

from data.colour_change import ColourChanges
from data.photo_memory import PhotoMemory
from data.scramble import blocks, flip_blocks, flip_coefficients
from optimizer.schedule import learning_rate
from progress.explosion import RunningErrors
from rounding.shaped_rounding import ShapedRounding
from safetensors_file import read_safetensors, write_safetensors

given, metadata = read_safetensors(sys.argv[1])
arrays = {name: tensor.double().numpy() for name, tensor in given.items()}
photos = [arrays[name].astype("uint8") for name in ("photo.0", "photo.1")]

crops = PhotoMemory(photos, torch.device("cpu")).cut(
    arrays["which"].astype(int), arrays["places"], 12, 20, arrays["mirrored"] > 0
)
changes = ColourChanges(arrays["colours"], 0.5)
running, explosions = RunningErrors(), []
for cover, secret in arrays["errors"]:
    running = running.after_step(cover, secret)
    state = [running.cover.mean, running.cover.best, running.secret.mean, running.secret.best]
    explosions.append([*state, float(running.have_exploded()), float(running.are_sound())])
rounding = ShapedRounding(given["directions"].double().T @ given["directions"].double())
schedule = json.loads(metadata["schedule"])
rates = [learning_rate(int(step), float(progress), schedule) for step, progress in arrays["steps"]]
sides = [[[rows.start, rows.stop, columns.start, columns.stop] for rows, columns in blocks(side)] for side in (40, 48)]
results = {
    "crops": crops,
    "changed": changes.of(crops),
    "flipped": flip_coefficients(given["block"], given["signs"]),
    "square": flip_blocks(given["square"], given["squareSigns"]),
    "running": torch.tensor(explosions),
    "rounded": rounding.round(given["container"]),
    "roundingError": rounding.errors(given["remains"]),
    "rates": torch.tensor(rates),
}
write_safetensors(sys.argv[2], results, {"blocks": json.dumps(sides)})
