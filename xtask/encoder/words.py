"""Says where words begin before trigger detection learns what they mean: `cargo xtask train-words` runs it.

    words.py FILE

FILE has words, one a line. Prints each with NUMBERS letters, one for each of the directions in which the words' own
differ most, as the teacher sees them: `h` is nothing, `a` and `o` are the furthest either way, a letter is STEP of how
far a number is from nothing on the whole.
"""

import sys
from pathlib import Path

import numpy

import teacher

NUMBERS = 32
STEP = 0.4
FURTHEST = 7


def main() -> None:
    words = Path(sys.argv[1]).read_text(encoding="utf-8").split("\n")
    rows = teacher.directions(words)
    rows = rows - rows.mean(0)
    axes = numpy.linalg.svd(rows, full_matrices=False)[2][:NUMBERS]
    # An axis has two ends; the further one is positive.
    axes = axes * numpy.sign(axes[numpy.arange(NUMBERS), numpy.abs(axes).argmax(1)])[:, None]
    numbers = rows @ axes.T
    # Half way between what they are and all axes alike.
    numbers = numbers / numpy.sqrt(numpy.sqrt((numbers**2).mean(0)))
    steps = numbers / numpy.sqrt((numbers**2).mean()) / STEP
    for word, row in zip(words, steps.round().clip(-FURTHEST, FURTHEST).astype(int)):
        print(word, "".join(chr(ord("h") + step) for step in row))


if __name__ == "__main__":
    main()
