"""Learns the encoder of the built-in bot's search. `cargo xtask train-encoder` prepares what it reads and runs it:

    train.py FOLDER OUT [CACHE]

FOLDER has `texts` (one a line), `bags` (the numbers of each text's words, one text a line) and `words` (a stem, a
tab, how it is spelt, in the order of their bytes). OUT is written as `edge/src/bot/search/encoder` reads it. What the
teacher says is kept in CACHE and read there the next time: it takes minutes.

The pupil is one layer of a transformer over a table of words, and learns to point where the teacher does, along the
DIMENSIONS directions in which texts differ most. It learns with the words' numbers already rounded to 4 bits.
"""

import struct
import sys
from pathlib import Path

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

import teacher

DIMENSIONS = 128
HEADS = 4
INNER = 2 * DIMENSIONS
PLACES = 32  # words of a text that are read
EPOCHS = 14
BATCH = 256
FORGOTTEN = 0.05  # share of the words that are left out while learning
RATES = {"words": 1e-3, "layer": 2e-3}
SPREAD = 0.1  # of the words' numbers at the start
COMMON = 1e-3  # a word in so large a share of all texts starts out half as long
FEWEST = 2  # texts that must have a word for it to be kept


def rounded(rows: Tensor, most: int) -> tuple[Tensor, Tensor]:
    """The rows as whole multiples, up to `most`, of a scale each."""
    scales = rows.abs().amax(1, keepdim=True).clamp(min=1e-9) / most
    return (rows / scales).round().clamp(-most, most), scales


class Pupil(nn.Module):
    def __init__(self, start: Tensor):
        super().__init__()
        self.words = nn.Parameter(start)
        self.places = nn.Parameter(torch.zeros(PLACES, DIMENSIONS))
        self.before_others = nn.LayerNorm(DIMENSIONS)
        self.looks = nn.Linear(DIMENSIONS, 3 * DIMENSIONS)
        self.others = nn.Linear(DIMENSIONS, DIMENSIONS)
        self.before_itself = nn.LayerNorm(DIMENSIONS)
        self.up = nn.Linear(DIMENSIONS, INNER)
        self.down = nn.Linear(INNER, DIMENSIONS)
        # At first the layer adds nothing, and a text points where its words do.
        for last in (self.others, self.down):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, numbers: Tensor) -> Tensor:
        known = numbers >= 0
        rows, inverse = numbers.clamp(min=0).unique(return_inverse=True)
        chosen = self.words[rows]
        multiples, scales = rounded(chosen.detach(), 7)
        # What is seen are the rounded numbers; what is moved are those behind them.
        states = (chosen + (multiples * scales - chosen).detach())[inverse]
        count, length = numbers.shape
        states = states + self.places[:length]
        looks = self.looks(self.before_others(states))
        ask, answer, tell = (
            part.view(count, length, HEADS, -1).transpose(1, 2) for part in looks.chunk(3, -1)
        )
        seen = functional.scaled_dot_product_attention(ask, answer, tell, attn_mask=known[:, None, None])
        states = states + self.others(seen.transpose(1, 2).reshape(count, length, DIMENSIONS))
        states = states + self.down(functional.relu(self.up(self.before_itself(states))))
        return (states * known[:, :, None]).sum(1)

    def packed(self, words: list[str], kept: list[int]) -> bytes:
        """As it is read at the edge: the `kept` of the words, the places, the layer."""
        spelt = [words[at].encode() for at in kept]
        multiples, scales = rounded(self.words.detach()[kept], 7)
        halves = (multiples + 8).numpy().astype(numpy.uint8)
        ends = numpy.cumsum([len(word) for word in spelt], dtype="<u4")
        out = [struct.pack("<I", len(spelt)), ends.tobytes(), b"".join(spelt), floats(scales)]
        out += [(halves[:, 0::2] | halves[:, 1::2] << 4).tobytes()]
        out += [struct.pack("<I", PLACES), *matrix(self.places)]
        for norm, lines in (
            (self.before_others, (self.looks, self.others)),
            (self.before_itself, (self.up, self.down)),
        ):
            out += [floats(norm.weight), floats(norm.bias)]
            for line in lines:
                out += [*matrix(line.weight.T), floats(line.bias)]
        return b"".join(out)


def floats(numbers: Tensor) -> bytes:
    return numbers.detach().contiguous().numpy().astype("<f4").tobytes()


def matrix(rows: Tensor) -> list[bytes]:
    multiples, scales = rounded(rows.detach(), 127)
    return [floats(scales), multiples.numpy().astype(numpy.int8).tobytes()]


def taught(texts: list[str], cache: Path | None) -> numpy.ndarray:
    if cache is not None and cache.exists():
        found = numpy.fromfile(cache, dtype="<f4").reshape(-1, teacher.WIDTH)
        if len(found) != len(texts):
            sys.exit(f"{cache} is of other texts; remove it")
        return found
    found = teacher.directions(texts)
    if cache is not None:
        found.tofile(cache)
    return found


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n")[:-1]


def main(folder: Path, out: Path, cache: Path | None) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    texts = lines(folder / "texts")
    bags = [[int(word) for word in line.split()][:PLACES] for line in lines(folder / "bags")]
    words = [line.split("\t") for line in lines(folder / "words")]
    spellings = [word[1].split() for word in words]
    seen = taught(texts + [spelt for word in spellings for spelt in word], cache)
    of_texts, of_spellings = seen[: len(texts)], seen[len(texts) :]

    middle = of_texts.mean(0)
    apart = (of_texts - middle).astype(numpy.float64)
    axes = numpy.linalg.eigh(apart.T @ apart)[1][:, ::-1][:, :DIMENSIONS].astype(numpy.float32)
    targets = torch.tensor((of_texts - middle) @ axes)
    counts = numpy.zeros(len(words))
    for bag in bags:
        counts[list(set(bag))] += 1
    starts, first = [], 0
    for spelt in spellings:
        starts.append(of_spellings[first : first + len(spelt)].mean(0))
        first += len(spelt)
    shares = COMMON / (COMMON + counts / len(bags))
    start = (numpy.stack(starts) - middle) @ axes * shares[:, None]
    pupil = Pupil(torch.tensor((start * SPREAD / start.std()).astype(numpy.float32)))

    told = [at for at in numpy.argsort([len(bag) for bag in bags], kind="stable") if bags[at]]
    batches = [told[at : at + BATCH] for at in range(0, len(told), BATCH)]
    numbers = [torch.full((len(batch), max(len(bags[at]) for at in batch)), -1) for batch in batches]
    for batch, rows in zip(batches, numbers):
        for at, row in zip(batch, rows):
            row[: len(bags[at])] = torch.tensor(bags[at])
    layer = [part for name, part in pupil.named_parameters() if name != "words"]
    groups = [{"params": [pupil.words], "weight_decay": 0}, {"params": layer, "weight_decay": 0.01}]
    descent = torch.optim.AdamW(groups)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        descent, [RATES["words"], RATES["layer"]], total_steps=EPOCHS * len(batches), pct_start=0.1
    )
    for epoch in range(EPOCHS):
        far = 0.0
        for at in torch.randperm(len(batches)).tolist():
            shown = numbers[at]
            if shown.shape[1] > 3:
                shown = torch.where(torch.rand(shown.shape) < FORGOTTEN, -1, shown)
            kept = (shown >= 0).any(1)
            near = functional.cosine_similarity(pupil(shown[kept]), targets[batches[at]][kept])
            loss = (1 - near).mean()
            descent.zero_grad()
            loss.backward()
            descent.step()
            rates.step()
            far += loss.item()
        print(f"epoch {epoch + 1} of {EPOCHS}: {far / len(batches):.4f} apart", file=sys.stderr, flush=True)
    kept = [at for at in range(len(words)) if counts[at] >= FEWEST]
    out.write_bytes(pupil.packed([word[0] for word in words], kept))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
