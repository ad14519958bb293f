#!/bin/sh
# Write both hash-pinned lock files anew from pyproject.toml. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
lock="uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal"
$lock pyproject.toml --extra dev -o requirements/dev.txt
$lock pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/runtime.txt
