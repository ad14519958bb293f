"""The claim checker for wordings that people propose."""

from curbside.answering.verify import Window, check_wording, windows_in
from curbside.domain.answers import Verdict
from curbside.domain.text import clean
from curbside.engine import Engine
from curbside.web.publishing.body import Plain, quotes_in


class Checker:
    """Holds a wording against the quotes of its claim."""

    def __init__(self, engine: Engine, body: Plain) -> None:
        self._lexicon = engine.lexicon
        self._quotes = quotes_in(body)

    def __call__(self, claim: Plain, text: str) -> Verdict:
        """The checker's word on another wording of a claim."""
        windows = [window for n in claim["citations"] for window in self._windows(self._quotes[n], claim["lead"])]
        said = f"{claim['lead']}: {text}" if claim["lead"] else text
        return check_wording(clean(said), windows, lexicon=self._lexicon)

    @staticmethod
    def _windows(card: Plain, lead: str) -> list[Window]:
        windows = windows_in(
            card["quote"], heading=" > ".join(filter(None, (card["locator"].replace(" › ", " > "), lead)))
        )
        lines = [line.strip("-•* ").rstrip(".") for line in card["quote"].splitlines() if line.strip()]
        if len(lines) > 1:  # a list that is shown as one statement
            windows.append(Window(text="; ".join(lines), context=windows[0].context))
        return windows
