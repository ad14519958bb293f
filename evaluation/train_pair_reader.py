"""Teach the small language model to read a question together with a statement, and write what it learned.

    pip install torch     # 2.15 made the file here; for training only, nothing of the product needs it
    CURBSIDE_TEST_DATA=… python evaluation/train_pair_reader.py --homes FOLDER
    CURBSIDE_TEST_DATA=… python evaluation/train_ranker.py --dense --homes FOLDER

The first command writes `src/curbside/language/pair_reader.npz` and, into FOLDER, what readers that had not seen a
question's document make of its statements; from these scores the second trains the ranker.

All-MiniLM-L6-v2 (`curbside.language.transformer`) stays as it is; learned are changes of low rank to its matrices
(LoRA, Hu et al. 2021) and two small layers on top, first on other people's questions, then on ours:

1. BioASQ (abstracts that answer a question, against those that share its words) and MedQuAD (an answer, against those
   to other questions about the same disease);
2. both development banks: the statement that holds the key facts, against the others that were found.

What is not held is learned from twins alone: the same question with one thing in it changed must be answered by none
of the statements. Some were written by hand (the bank's key "twin"), in others a name is exchanged for another of its
kind. The bank's other unanswerable questions are left out: whoever wrote them can be told by their wording, and a
reader would learn that instead.

Out of fold: two halves by document, as `train_ranker.py` deals them out, each read by a reader of the other.
"""

import argparse
import json
import math
import os
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from cpgqa import Benchmark
from curbside.answering.candidates import rank
from curbside.answering.ranking import Candidate
from curbside.answering.reading import pair_of
from curbside.cli.bank import BankQuestion
from curbside.cli.beir import named_folder
from curbside.domain.questions import ConceptType, Interpretation
from curbside.domain.text import one_line
from curbside.ingestion.safe_xml import parse_xml
from curbside.ingestion.tables import Element, text_of
from curbside.language.pair_reader import LONGEST_PLACE, LONGEST_QUESTION, LONGEST_STATEMENT
from curbside.language.transformer import HEADS, LAYERS, WIDTH, Transformer, by_length, installed_model
from curbside.retrieval.concepts import Lexicon, compile_lexicon
from real_documents import unpack
from train_ranker import FOLDS, SCORES, asked_of_all, cases_of, key_of, rankers_out_of_fold

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "src" / "curbside" / "language" / "pair_reader.npz"
_RANK = 16  # of each change
_RATE = 5e-4
_DROPPED = 0.1
_BATCH = 8  # questions to a step
_AT_ONCE = 16  # pairs in one pass, of like length
_INNER = 64  # width of the layer on top
_AGAINST = 6  # wrong statements beside each right one
_AGAINST_FIRST = 5
_POOL = 40  # of the first order; the nearer a wrong statement, the oftener it is taken
_EPOCHS = 3
_TWINS = 3  # of a question
_TWIN_SHARE = 0.8  # of questions that come with a twin, each time round
_MEDQUAD = 2600
_KEPT = 60  # statements of a question
_SCORED = 16  # statements of a question whose scores are kept
_PARTS = (
    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip

Pieces = list[int]
Pair = tuple[Pieces, Pieces, Pieces]  # question, place, words


@dataclass(slots=True)
class Group:
    """A question, what was found for it, and which of that is right."""

    key: str
    question: Pieces
    told: list[tuple[Pieces, Pieces]]  # place and words
    right: list[bool]
    fold: int = -1
    names: list[str] = field(default_factory=list)  # of what was found
    twins: list[Pieces] = field(default_factory=list)


def main() -> None:
    """Train, score out of fold, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--homes", type=Path, required=True, help="folder of the two libraries, kept for next time")
    homes: Path = arguments.parse_args().homes
    torch.manual_seed(1)
    folder = installed_model()
    if folder is None:
        raise SystemExit("The sentence model is not installed: make dense")
    base = Transformer.load(folder)
    first = homes / "pair_reader_first.pt"
    if not first.exists():
        others = [*_bioasq(base), *_medquad(base)]
        print(f"{len(others)} questions of others")
        net = Net(base)
        teach(net, others, epochs=1, against=_AGAINST_FIRST, held=False)
        torch.save(net.state_dict(), first)
    ours = _our_groups(base, homes)
    scores: dict[str, dict[str, float]] = {}
    for half in (range(FOLDS // 2), range(FOLDS // 2, FOLDS)):
        net = _begun(base, first)
        teach(net, [group for group in ours if group.fold not in half])
        scores |= {group.key: net.scores(group) for group in ours if group.fold in half}
    (homes / SCORES).write_text(json.dumps(scores), encoding="utf-8")
    net = _begun(base, first)
    teach(net, ours)
    np.savez(WRITTEN, **net.learned())
    print(f"wrote {WRITTEN.relative_to(ROOT)} and {homes / SCORES}")


# -- questions ----------------------------------------------------------------------------------------------------


def _our_groups(base: Transformer, homes: Path) -> list[Group]:
    """The questions of both banks, with what a ranker that had not seen their document holds for the best."""
    everything = asked_of_all(homes, dense=True)
    cases, names = cases_of(everything)
    rankers = rankers_out_of_fold(cases, names)
    written = _written_twins([one.question for one in everything])
    swaps = _Swaps([(one.interpretation, one.candidates) for one in everything], compile_lexicon())
    groups = []
    for one, case in zip(everything, cases, strict=True):
        right = {key_of(c) for c, good in zip(case.candidates, case.right, strict=True) if good}
        best = rank(one.candidates, rankers[case.fold])[:_KEPT]
        group = Group(
            key=one.question.id,
            question=base.read(one.interpretation.text, LONGEST_QUESTION),
            told=[_pieces(base, *pair_of(candidate)) for candidate in best],
            right=[key_of(candidate) in right for candidate in best],
            fold=case.fold,
            names=[key_of(candidate) for candidate in best],
        )
        if case.answerable:
            exchanged = list(swaps.twins_of(one.interpretation))
            texts = exchanged + written[one.question.id] * max(1, len(exchanged))  # as often as those exchanged
            group.twins = [base.read(text, LONGEST_QUESTION) for text in texts]
        groups.append(group)
    return groups


def _written_twins(questions: Sequence[BankQuestion]) -> dict[str, list[str]]:
    """For each question that the library answers, those that differ from it in one thing and that it does not."""
    texts = {question.id: question.text for question in questions if not question.must_headline}
    found: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        if question.id in texts and question.twin:
            found[question.twin].append(question.text)
        elif question.twin in texts:
            found[question.id].append(texts[question.twin])
    return found


class _Swaps:
    """Exchanges one thing that a question names for another of its kind that questions or statements name."""

    def __init__(self, asked: Sequence[tuple[Interpretation, Sequence[Candidate]]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._chance = random.Random(7)
        named: dict[ConceptType, set[str]] = defaultdict(set)
        for interpretation, candidates in asked:
            keys = {m.key for m in interpretation.concepts}.union(*(c.evidence.own for c in candidates[:10]))
            for key in keys:
                if key in lexicon and not lexicon[key].generic:
                    named[lexicon[key].type].add(key)
        self._named = {kind: sorted(keys) for kind, keys in named.items()}

    def twins_of(self, asked: Interpretation) -> Iterator[str]:
        """Questions that what answers this one does not answer."""
        mentions = [m for m in asked.concepts if m.key in self._lexicon and not self._lexicon[m.key].generic]
        self._chance.shuffle(mentions)
        for mention in mentions[:_TWINS]:
            others = self._chance.sample(self._named[mention.type], min(20, len(self._named[mention.type])))
            other = next((key for key in others if not self._is_kind_of(key, mention.key)), None)
            if other:
                yield asked.text[: mention.start] + self._lexicon[other].name + asked.text[mention.end :]

    def _is_kind_of(self, one: str, other: str) -> bool:
        wide = self._lexicon.with_broader
        return one in wide(frozenset([other])) or other in wide(frozenset([one]))


def _pieces(base: Transformer, place: str, words: str) -> tuple[Pieces, Pieces]:
    return base.read(place, LONGEST_PLACE), base.read(words, LONGEST_STATEMENT)


def _bioasq(base: Transformer) -> Iterator[Group]:
    """BioASQ: abstracts that answer a question, and others that share its rarer words."""
    chance = random.Random(3)
    with named_folder("bioasq_snippets", os.environ["CURBSIDE_TEST_DATA"]) as folder:
        benchmark = Benchmark.load(folder)
    texts = {passage["_id"]: (passage["title"], passage["text"]) for passage in benchmark.passages}
    holding: dict[str, list[str]] = defaultdict(list)
    for key, (title, words) in texts.items():
        for word in sorted(set(_WORD.findall(f"{title} {words}".lower()))):
            holding[word].append(key)
    for asked in benchmark.questions:
        answers = benchmark.right[asked["_id"]]
        near: Counter[str] = Counter()
        for word in sorted(set(_WORD.findall(asked["text"].lower()))):
            if 0 < len(holding[word]) < _COMMON:
                for key in holding[word]:
                    near[key] += math.log(len(texts) / len(holding[word]))
        right = [key for key in sorted(answers) if key in texts]
        wrong = [key for key, _ in near.most_common(60) if key not in answers][:20]
        if right and wrong:
            right = chance.sample(right, min(4, len(right)))
            yield Group(
                key=asked["_id"],
                question=base.read(asked["text"], LONGEST_QUESTION),
                told=[_pieces(base, f"{texts[key][0]}:", texts[key][1]) for key in right + wrong],
                right=[True] * len(right) + [False] * len(wrong),
            )


def _medquad(base: Transformer) -> Iterator[Group]:
    """MedQuAD: an answer, against those to other questions on the same disease and a few on others."""
    chance = random.Random(3)
    topics = []
    with tempfile.TemporaryDirectory() as work:
        place = unpack(Path(os.environ["CURBSIDE_TEST_DATA"]), Path(work), archives=("medquad_nih_xml",))
        roots = [parse_xml(file.read_bytes()) for file in sorted(place.rglob("*.xml"))]
    for root in roots:
        pairs = [(_words(pair, "question"), _words(pair, "answer")) for pair in root.iter("qapair")]
        pairs = [(asked, told) for asked, told in pairs if asked and len(told) > _SAYS_LITTLE]
        if len(pairs) >= _FEWEST:
            topics.append((_words(root, "focus"), pairs))
    chance.shuffle(topics)
    everything = [(topic, told) for topic, pairs in topics for _, told in pairs]
    made = 0
    for topic, pairs in topics:
        for asked, told in chance.sample(pairs, 2):
            if made == _MEDQUAD:
                return
            same = [(topic, other) for question, other in pairs if question != asked]
            chance.shuffle(same)
            wrong = same[:8] + [one for one in chance.sample(everything, 4) if one[0] != topic]
            yield Group(
                key=f"medquad {made}",
                question=base.read(asked, LONGEST_QUESTION),
                told=[_pieces(base, f"{place}:", words) for place, words in [(topic, told), *wrong]],
                right=[True] + [False] * len(wrong),
            )
            made += 1


def _words(parent: Element, name: str) -> str:
    found = parent.find(name)
    return one_line(text_of(found)) if found is not None else ""


_SAYS_LITTLE = 60  # characters of an answer
_FEWEST = 3  # answered questions of a topic that is taken
_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON = 3000  # abstracts; a word in more of them tells none from another


# -- the model ----------------------------------------------------------------------------------------------------


class Net(torch.nn.Module):
    """The model of `language.transformer` with the changes that are learned; sixteen-bit inside, for speed."""

    def __init__(self, base: Transformer) -> None:
        super().__init__()
        self._base = {name: torch.from_numpy(np.array(array)) for name, array in base.weights.items()}
        self._short = {name: array.to(torch.bfloat16) for name, array in self._base.items() if "encoder" in name}
        self._opens, self._closes = base.opens, base.closes
        self.down, self.up = torch.nn.ParameterDict(), torch.nn.ParameterDict()
        for name in _names():
            rows, columns = self._base[f"{name}.weight"].shape
            key = name.replace(".", "_")
            self.down[key] = torch.nn.Parameter(torch.randn(columns, _RANK) / math.sqrt(columns))
            self.up[key] = torch.nn.Parameter(torch.zeros(_RANK, rows))
        self.kinds = torch.nn.Parameter(torch.zeros(2, WIDTH))
        self.inner, self.outer = torch.nn.Linear(2 * WIDTH, _INNER), torch.nn.Linear(_INNER, 1)

    def forward(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """A score for each pair."""
        ids, of, there = self._packed(pairs)
        count, length = ids.shape
        base = self._base
        state = (
            base["embeddings.word_embeddings.weight"][ids]
            + base["embeddings.position_embeddings.weight"][:length]
            + (base["embeddings.token_type_embeddings.weight"] + self.kinds)[of]
        )
        weight, bias = (base[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias"))
        state = (
            functional.layer_norm(state, (WIDTH,), weight, bias, 1e-12).to(torch.bfloat16).view(count * length, WIDTH)
        )
        hidden = ((~there)[:, None, None, :].float() * -1e4).to(torch.bfloat16)
        for layer in range(LAYERS):
            state = self._layer(state, hidden, f"encoder.layer.{layer}", (count, length))
        state = state.view(count, length, WIDTH).float()
        means = [
            (state * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            for mask in ((there & (of == 0)).float(), (there & (of == 1)).float())
        ]
        both = functional.dropout(torch.cat(means, 1), _DROPPED, self.training)
        scores: torch.Tensor = self.outer(torch.tanh(self.inner(both)))[:, 0]
        return scores

    def _layer(self, state: torch.Tensor, hidden: torch.Tensor, name: str, shape: tuple[int, int]) -> torch.Tensor:
        size = WIDTH // HEADS
        asked, told, held = (
            self._linear(state, f"{name}.attention.self.{part}").view(*shape, HEADS, size).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        share = torch.softmax(torch.matmul(asked * (1 / math.sqrt(size)), told.transpose(2, 3)) + hidden, -1)
        seen = torch.matmul(share, held).transpose(1, 2).reshape(-1, WIDTH)
        state = self._normed(
            state + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        wide = functional.gelu(self._linear(state, f"{name}.intermediate.dense"))
        return self._normed(state + self._linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, state: torch.Tensor, name: str) -> torch.Tensor:
        key = name.replace(".", "_")
        plain = functional.linear(state, self._short[f"{name}.weight"], self._short[f"{name}.bias"])
        low = functional.dropout(state @ self.down[key].to(state.dtype), _DROPPED, self.training)
        return torch.addmm(plain, low, self.up[key].to(state.dtype))

    def _normed(self, state: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(state, (WIDTH,), self._short[f"{name}.weight"], self._short[f"{name}.bias"], 1e-12)

    def _packed(self, pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        asked = [[self._opens, *question, self._closes] for question, _, _ in pairs]
        told = [[*place, *words, self._closes] for _, place, words in pairs]
        length = max(len(one) + len(other) for one, other in zip(asked, told, strict=True))
        ids = torch.zeros(len(pairs), length, dtype=torch.long)
        of, there = torch.zeros_like(ids), torch.zeros(len(pairs), length, dtype=torch.bool)
        for row, (one, other) in enumerate(zip(asked, told, strict=True)):
            end = len(one) + len(other)
            ids[row, :end] = torch.tensor(one + other)
            of[row, len(one) : end] = 1
            there[row, :end] = True
        return ids, of, there

    def scored(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """As `forward`, pairs of like length together."""
        parts = list(by_length([list(chain.from_iterable(pair)) for pair in pairs], _AT_ONCE))
        made = torch.cat([self([pairs[place] for place in part]) for part in parts])
        return torch.zeros(len(pairs)).index_copy(0, torch.tensor(list(chain.from_iterable(parts))), made)

    @torch.no_grad()
    def scores(self, group: Group) -> dict[str, float]:
        """Of the best statements of a question, by name."""
        self.eval()
        if not group.told:
            return {}
        made = self.scored([(group.question, *told) for told in group.told[:_SCORED]])
        return dict(zip(group.names, map(float, made), strict=False))

    def learned(self) -> dict[str, np.ndarray]:
        """What `language.pair_reader` reads."""
        arrays = {"kinds": self.kinds}
        for name in _names():
            key = name.replace(".", "_")
            arrays |= {f"{name}.down": self.down[key], f"{name}.up": self.up[key]}
        for name, layer in (("inner", self.inner), ("outer", self.outer)):
            arrays |= {name: layer.weight, f"{name}_bias": layer.bias}
        return {name: array.detach().numpy().astype(np.float16) for name, array in arrays.items()}


def _names() -> list[str]:
    return [f"encoder.layer.{layer}.{part}" for layer in range(LAYERS) for part in _PARTS]


def _begun(base: Transformer, first: Path) -> Net:
    net = Net(base)
    net.load_state_dict(torch.load(first))
    return net


def teach(
    net: Net, groups: Sequence[Group], *, epochs: int = _EPOCHS, against: int = _AGAINST, held: bool = True
) -> None:
    """Learn from the questions that have a right statement.

    `held`: also that a right statement stands above 0 and what is told to a twin below; else only their order.
    """
    chance = random.Random(1)
    usable = [group for group in groups if any(group.right)]
    steps, step = epochs * math.ceil(len(usable) / _BATCH), 0
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=0.01)
    net.train()
    for _ in range(epochs):
        chance.shuffle(usable)
        for start in range(0, len(usable), _BATCH):
            for part in optimiser.param_groups:
                part["lr"] = _RATE * min(1.0, (step + 1) / 60) * max(0.02, 1 - step / steps)
            loss = _loss(net, usable[start : start + _BATCH], chance, against=against, held=held)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            step += 1
            if step % 25 == 0:
                print(f"{step} of {steps}: {loss.item():.3f}", flush=True)


def _loss(net: Net, groups: Sequence[Group], chance: random.Random, *, against: int, held: bool) -> torch.Tensor:
    pairs: list[Pair] = []
    spans: list[tuple[int, int, bool]] = []  # the first is the right one, or none is

    def add(question: Pieces, group: Group, numbers: Sequence[int], *, right: bool) -> None:
        spans.append((len(pairs), len(pairs) + len(numbers), right))
        pairs.extend((question, *group.told[number]) for number in numbers)

    for group in groups:
        right = [number for number, good in enumerate(group.right) if good]
        wrong = [number for number, good in enumerate(group.right[:_POOL]) if not good]
        shares = [1 / (3 + number) for number in wrong]
        taken: set[int] = set()
        while len(taken) < min(against, len(wrong)):
            taken.add(chance.choices(wrong, shares)[0])
        one = chance.choice(right)
        add(group.question, group, [one, *sorted(taken)], right=True)
        if held and group.twins and chance.random() < _TWIN_SHARE:
            add(chance.choice(group.twins), group, [one, *sorted(taken)[:2]], right=False)
    scores = net.scored(pairs)
    total = torch.zeros(())
    for start, end, right in spans:
        if held:
            total = total - functional.log_softmax(torch.cat([torch.zeros(1), scores[start:end]]), 0)[int(right)]
        if right:
            total = total - functional.log_softmax(scores[start:end], 0)[0]
    return total / len(spans)


if __name__ == "__main__":
    main()
