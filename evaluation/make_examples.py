"""Twenty answers, printed in full as the program gives them.

    python evaluation/make_examples.py            # writes docs/examples/*.md
    python evaluation/make_examples.py --check    # says which differ from what the program answers today

Read them as the clinician who must act on them; what is wrong there is a defect.
"""

import argparse
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from curbside.config import load_settings
from curbside.domain.answers import Answer
from curbside.engine import open_engine
from curbside.rendering.markdown import to_markdown

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "examples"
QUESTIONS = (
    "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?",
    "Apixaban dose for a new deep vein thrombosis",
    "Can I use diltiazem for rate control in atrial fibrillation if the EF is 30%?",
    "Is tranexamic acid recommended for aneurysmal subarachnoid haemorrhage?",
    "Finerenone starting dose at eGFR 45",
    "First-line vasopressor in septic shock",
    "DKA with potassium 3.1, start insulin?",
    "How long should dual antiplatelet therapy continue after an NSTEMI treated with a stent?",
    "Colchicine dose for an acute gout flare",
    "What NEWS2 score needs an emergency response?",
    "Wake-up stroke: who can still get thrombolysis?",
    "Antibiotic for a 70-year-old with severe community-acquired pneumonia in hospital",
    "SBP in cirrhosis: which antibiotic and is albumin needed?",
    "When to restart anticoagulation after an upper GI bleed",
    "COPD exacerbation: prednisolone dose and days",
    "Alendronate: when to stop for a drug holiday",
    "Compression depth and ratio in newborn resuscitation",
    "Metformin at eGFR 28",
    "Can sertraline be taken while breastfeeding?",
    "rivaroxaban in children",
)


def main() -> None:
    """Write or compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    differing = []
    with tempfile.TemporaryDirectory() as home, open_engine(load_settings(home=Path(home))) as engine:
        for number, question in enumerate(QUESTIONS, start=1):
            name = f"{number:02d}-{re.sub(r'[^a-z0-9]+', '-', question.lower())[:50].strip('-')}.md"
            text = to_markdown(_timeless(engine.answer(question)))
            place = FOLDER / name
            if not check:
                FOLDER.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
            elif not place.is_file() or place.read_text(encoding="utf-8") != text:
                differing.append(name)
    print("\n".join(differing) if differing else f"{len(QUESTIONS)} answers")
    sys.exit(bool(differing))


def _timeless(answer: Answer) -> Answer:
    """Without what differs from run to run and with each change of code."""
    return replace(answer, elapsed_ms=0.0, library_generation="…")


if __name__ == "__main__":
    main()
