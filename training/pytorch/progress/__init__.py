"""How a training goes: its running errors, its checks on held-out pairs, and its log."""
