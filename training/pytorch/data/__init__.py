"""Photos, and the batches that are cut from them."""
