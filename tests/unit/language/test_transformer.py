"""The small language model: pieces as it was taught them, and no other weights than the published."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from curbside.domain.errors import BadInput
from curbside.language.transformer import Transformer, installed_model
from small_model import needs_the_model, the_model


# Numbers of pieces as the tokenizer of the model's authors gives them.
@needs_the_model
@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "Fièvre ≥ 38.5 °C—what now?",
            [101, 10882, 6777, 2890, 1609, 4229, 1012, 1019, 6362, 1517, 2054, 2085, 1029, 102],
        ),
        ("β-blocker after MI", [101, 1156, 1011, 3796, 2121, 2044, 2771, 102]),
        ("中文 dose", [101, 1746, 1861, 13004, 102]),
        ("rhabdomyosarcomas", [101, 1054, 25459, 9527, 7677, 10286, 9006, 3022, 102]),
        ("", [101, 102]),
        ("\x00\ufffd\u200b", [101, 102]),
        ("a" * 101, [101, 100, 102]),
        ("😀", [101, 100, 102]),
    ],
)
def test_a_text_falls_into_the_pieces_that_the_model_was_taught(text: str, pieces: list[int]) -> None:
    model = the_model()
    assert [model.opens, *model.read(text, 160), model.closes] == pieces


@needs_the_model
@pytest.mark.parametrize("name", ["model.safetensors", "vocab.txt"])
def test_another_model_is_refused(tmp_path: Path, name: str) -> None:
    folder = installed_model()
    assert folder is not None
    shutil.copytree(folder, tmp_path / "model")
    path = tmp_path / "model" / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)

    with pytest.raises(BadInput, match="its hash differs"):
        Transformer.load(tmp_path / "model")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="make dense"):
        Transformer.load(tmp_path)


def test_an_empty_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(BadInput):
        Transformer.load(tmp_path)


@pytest.mark.parametrize(("told", "used"), [(None, "1"), ("4", "4")])
def test_one_thread_multiplies_unless_told_otherwise(told: str | None, used: str) -> None:
    given = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    code = "import os, curbside.language.transformer; print(os.environ['OPENBLAS_NUM_THREADS'])"

    run = subprocess.run(
        [sys.executable, "-c", code],
        env=given | ({"OPENBLAS_NUM_THREADS": told} if told else {}),
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.strip() == used
