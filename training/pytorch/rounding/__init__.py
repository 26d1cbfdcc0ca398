"""How containers are rounded: in the shape that costs the secret least."""
