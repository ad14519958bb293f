"""`curbside verify`: the checker alone, on one claim or a file of them; or a bundle, against the library."""

from pathlib import Path

import click

from curbside.answering.verify import check_wording, windows_in
from curbside.cli.batch import Entry, run_batch
from curbside.cli.bundle import verify_bundle
from curbside.cli.main import DONE, FINDINGS
from curbside.cli.output import print_json
from curbside.config import load_settings
from curbside.domain.answers import Support, Verdict
from curbside.domain.errors import BadInput
from curbside.domain.text import clean
from curbside.retrieval.concepts import Lexicon, compile_lexicon

_NEEDS = 'an object with "id", "claim" and "passage"'
_LONGEST = 20_000  # characters of a claim or passage


@click.command("verify")
@click.argument("claim", required=False)
@click.option("--passage", help="The text that should bear the claim out.")
@click.option("--heading", default="", help="Headings above the passage, outermost first, joined by >.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help='JSON Lines of {"id", "claim", "passage", "heading"?}. Needs --json.',
)
@click.option(
    "--bundle",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Check what `curbside ask --bundle` wrote, against the documents of the library.",
)
@click.pass_obj
def command(
    home: Path | None,
    claim: str | None,
    passage: str | None,
    heading: str,
    as_json: bool,
    batch: Path | None,
    bundle: Path | None,
) -> None:
    """Whether a passage bears a CLAIM out: supported, partly, unsupported or contradicted.

    With --bundle: whether an answer's bundle holds.
    """
    if bundle is not None:
        if claim is not None or passage is not None or heading or batch is not None:
            raise click.UsageError("--bundle goes without a claim, --passage, --heading and --batch.")
        verify_bundle(load_settings(home=home), bundle, as_json=as_json)
    lexicon = compile_lexicon()
    if batch is not None:
        if not as_json or claim is not None:
            raise click.UsageError("--batch goes with --json and without a claim.")
        _verify_batch(batch, lexicon)
        return
    if claim is None or passage is None:
        raise click.UsageError('Give a claim and its passage: curbside verify "CLAIM" --passage "TEXT"')
    verdict = _verdict(claim, passage, heading, lexicon)
    if as_json:
        print_json(_plain(verdict))
    else:
        click.echo(verdict.support.value + "".join(f"\n  {reason}" for reason in verdict.reasons))
    raise click.exceptions.Exit(DONE if verdict.support is Support.SUPPORTED else FINDINGS)


def _verdict(claim: str, passage: str, heading: str, lexicon: Lexicon) -> Verdict:
    if max(len(claim), len(passage)) > _LONGEST:
        raise BadInput(f"Claim and passage may have {_LONGEST:,} characters each. Give the lines that matter.")
    return check_wording(clean(claim), windows_in(clean(passage), heading=clean(heading)), lexicon=lexicon)


def _verify_batch(batch: Path, lexicon: Lexicon) -> None:
    def check(entry: Entry, number: int) -> Entry:
        if "claim" not in entry or "passage" not in entry:
            raise BadInput(f"line {number}: needs {_NEEDS}")
        if not all(isinstance(entry.get(key, ""), str) for key in ("claim", "passage", "heading")):
            raise BadInput(f"line {number}: claim, passage and heading are text")
        return _plain(_verdict(entry["claim"], entry["passage"], entry.get("heading", ""), lexicon))

    run_batch(batch, check, needs=_NEEDS, done="checked")


def _plain(verdict: Verdict) -> Entry:
    return {"support": verdict.support.value, "reasons": list(verdict.reasons)}
