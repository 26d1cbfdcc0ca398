"""Files of a training: weights to start from, and checkpoints to continue from."""
