"""What is minimised: how much the cover changes, and how much of the secret is lost, through 8 bits."""
from typing import NamedTuple, Optional

import torch
from torch import Tensor, nn

from networks import HidingNetwork

#: Keeps the slope of the root finite at an error of zero: the square of a tenth of a grey level.
ROOT_FLOOR = (0.1 / 255) ** 2


class Quantize8Bit(torch.autograd.Function):
    """Samples 0-1 as an 8-bit file stores them; the gradient passes the rounding, and leads back at the limits."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return (x.clamp(0, 1) * 255 + 0.5).floor() * (1 / 255)

    @staticmethod
    def backward(ctx, upstream: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        # Descent moves x by -upstream: below 0 only a negative gradient leads back, above 1 only a positive one.
        return torch.where(x < 0, upstream.clamp(max=0), torch.where(x > 1, upstream.clamp(min=0), upstream))


quantize_8_bit = Quantize8Bit.apply


class Limit(torch.autograd.Function):
    """Samples limited to 0-1; the gradient leads back at the limits."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x.clamp(0, 1)

    backward = Quantize8Bit.backward


limit = Limit.apply


class Errors(NamedTuple):
    """Scalars of a batch."""

    loss: Tensor
    #: Mean squared error of the containers, samples 0-1.
    cover: Tensor
    #: Mean squared error of the revealed secrets.
    secret: Tensor


class HidingLoss(nn.Module):
    """The mean over pairs of ``error(cover, container) + weight * error(secret, revealed)``.

    :param kind: ``mse`` for mean squared errors, or ``rms`` for their roots, picture by picture.
    :param bfloat16: whether convolutions work in 16 bits.
    """

    def __init__(self, network: HidingNetwork, kind: str, bfloat16: bool = False) -> None:
        super().__init__()
        self.network = network
        self.kind = kind
        self.bfloat16 = bfloat16

    def forward(
        self,
        cover: Tensor,
        secret: Tensor,
        conditions: Optional[Tensor],
        secret_weight: Tensor,
        noise: Optional[Tensor] = None,
        rounding_error: Optional[Tensor] = None,
    ) -> Errors:
        """Pictures are [batch, 3, height, width], samples 0-1; conditions [batch, conditions]; weights [batch]."""
        with torch.autocast(cover.device.type, torch.bfloat16, enabled=self.bfloat16):
            painted = self.network.hide_secret(cover, secret, conditions).float()
            # Of shaped rounding only the errors are simulated: they are added.
            container = quantize_8_bit(painted) if rounding_error is None else limit(painted + rounding_error)
            received = container if noise is None else quantize_8_bit(container + noise)
            revealed = self.network.reveal_secret(received, conditions).float()
        cover_errors = (container - cover).square().mean((1, 2, 3))
        secret_errors = (revealed - secret).square().mean((1, 2, 3))
        loss = (self.size(cover_errors) + secret_weight * self.size(secret_errors)).mean()
        return Errors(loss, cover_errors.mean().detach(), secret_errors.mean().detach())

    def size(self, errors: Tensor) -> Tensor:
        return errors if self.kind == "mse" else (errors + ROOT_FLOOR).sqrt()
