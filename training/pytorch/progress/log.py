"""`training.jsonl`: one JSON object a line about stretches of steps and about checks, as `pentimento train` writes it."""
import json
import os
from typing import Any


class Log:
    """Appends lines to the log of a training.

    :param batches: where the training goes on; later lines are removed, because they will be written again.
    """

    def __init__(self, path: str, batches: int) -> None:
        self.path = path
        kept = [line for line in self.lines() if line["step"] <= batches] if batches > 0 else []
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(line)}\n" for line in kept)

    def append(self, line: dict[str, Any]) -> None:
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")

    def lines(self) -> list[dict[str, Any]]:
        """What the file holds, without a line that the end of a process cut short."""
        if not os.path.exists(self.path):
            return []
        lines = []
        with open(self.path, encoding="utf-8") as file:
            for text in file:
                try:
                    lines.append(json.loads(text))
                except ValueError:
                    continue
        return lines
