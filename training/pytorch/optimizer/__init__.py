"""How weights follow their gradient."""
