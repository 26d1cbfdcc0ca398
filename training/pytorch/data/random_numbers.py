"""Random numbers that depend on the training's seed, a stream and a number only, so that a resumed training, and each of
several processes, draws the same."""
import numpy

#: Streams that are drawn separately: changing one leaves the others as they were.
CROPS, CONDITIONS, NOISE, CHECKS, WEIGHTS, RARE, ROUNDING, PROBES = range(8)


def random_numbers(seed: int, stream: int, number: int) -> numpy.random.Generator:
    """A generator by its key and counter (Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405)."""
    # The number is the highest word of the counter: what is drawn counts up the lowest.
    return numpy.random.Generator(numpy.random.Philox(key=[seed, stream], counter=[0, 0, 0, number]))


def random_signs(random: numpy.random.Generator, shape: tuple[int, ...]) -> numpy.ndarray:
    """1 or -1, a bit each."""
    count = int(numpy.prod(shape))
    bits = numpy.unpackbits(numpy.frombuffer(random.bytes(count // 8 + 1), numpy.uint8), count=count)
    return 1 - 2 * bits.astype(numpy.int8).reshape(shape)
