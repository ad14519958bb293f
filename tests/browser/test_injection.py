"""A hundred scripts written into a document, into questions and into what people tell the board: none of them runs.

The browser is told to ignore the content security policy, which would stop most of them by itself: what is tested is
that words stay words.
"""

import json
import re
import subprocess
import sys

import pytest
from django.db.models import F

from curbside.domain.review import Role, State
from curbside.web.publishing.models import Article, ProblemReport
from people import NOW, a_client, a_person, forget_articles
from serving import a_server

RUN = "window.ran(this)"
TAGS = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<svg><script>{}</script></svg>",
    "<body onload={}>", "<iframe srcdoc='<script>parent.{}</script>'></iframe>", "<iframe src=javascript:{}></iframe>",
    "<a href=javascript:{}>link</a>", "<a href='java&#10;script:{}'>link</a>", "<details open ontoggle={}>",
    "<input autofocus onfocus={}>", "<video><source onerror={}></video>", "<audio src=x onerror={}>",
    "<math><mi xlink:href='javascript:{}'>x</mi></math>", "<form action=javascript:{}><button>b</button></form>",
    "<button formaction=javascript:{}>b</button>", "<object data=javascript:{}>", "<embed src=javascript:{}>",
    "<marquee onstart={}>", "<style>@import 'javascript:{}'</style>", "<div style='background:url(javascript:{})'>",
    "<template><script>{}</script></template>", "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<base href=javascript:{}//>", "<link rel=stylesheet href=javascript:{}>",
)  # fmt: skip
AROUND = ("{}", '">{}', "</textarea></title>{}", "[x](javascript:window.ran()) <!--x-->{}")
PAYLOADS = [around.format(tag.format(RUN)) for around in AROUND for tag in TAGS]
WATCH = "window.hits = []; window.ran = (who) => window.hits.push(String(who && who.outerHTML))"
# What no page of ours has: handlers in attributes, addresses that are scripts.
LIVE = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a =>
    a.name.startsWith('on') || /^\\s*java\\s*script:/i.test(a.value) && a.name !== 'value').map(a => e.outerHTML))"""


@pytest.fixture
def page(browser):
    """A page that counts what runs, without the policy's help."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    yield page
    context.close()


def holds_still(page, *, shows=""):
    assert shows in page.content()
    assert page.evaluate("window.hits") == []
    assert page.evaluate(LIVE) == []


def test_there_are_a_hundred():
    assert len(set(PAYLOADS)) == 100


DESCRIBED = ("title", "publisher", "journal", "licence", "authors", "edition", "doi", "summarises", "text_by")


def a_description(*, notices):
    """Payloads in each field of a document's description; an address that is a script."""
    texts = {name: f"Zorbulin {' '.join(PAYLOADS[place :: len(DESCRIBED)])}" for place, name in enumerate(DESCRIBED)}
    said = {
        **texts,
        "notices": notices,
        "gaps": PAYLOADS,
        "topics": PAYLOADS,
        "url": f"javascript:{RUN}",
        "kind": "guideline",
        "display": "full",
    }
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in said.items())


def test_in_a_document_its_description_and_in_questions(page, tmp_path, transactional_db):
    source = tmp_path / "hostile.md"
    items = "\n".join(f"- Give zorbulin {n} mg daily. {payload}" for n, payload in enumerate(PAYLOADS, start=1))
    source.write_text(f"# Zorbulin <script>{RUN}</script>\n\n## Dose <img src=x onerror={RUN}>\n\n{items}\n", "utf-8")
    (tmp_path / "hostile.md.toml").write_text(a_description(notices=PAYLOADS[:2]), "utf-8")
    noted = tmp_path / "noted.md"  # no answer rests on it: notices stand beside each of its quotes
    noted.write_text("# Perhexol\n\nPerhexol is kept in a dry place.\n", "utf-8")
    (tmp_path / "noted.md.toml").write_text(a_description(notices=PAYLOADS).replace("Zorbulin", "Perhexol"), "utf-8")
    with a_server(tmp_path / "home") as server:
        ingest = [sys.executable, "-m", "curbside", "--home", str(server.home), "ingest", str(source), str(noted)]
        subprocess.run(ingest, check=True, capture_output=True)
        page.goto(f"{server.address}/library/")
        holds_still(page, shows="Zorbulin")
        page.get_by_role("link", name=re.compile("Zorbulin")).first.click()
        page.get_by_text("zorbulin 100 mg").first.wait_for(timeout=20_000)
        holds_still(page, shows="zorbulin 100 mg")
        page.goto(f"{server.address}/library/?q=Perhexol")
        page.get_by_role("link", name=re.compile("Perhexol")).first.click()
        page.get_by_text("kept in a dry place").wait_for(timeout=20_000)
        holds_still(page, shows="Notice:")
        notices = page.locator(".banner").all_inner_texts()
        assert {text.removeprefix("Notice: ") for text in notices} == set(PAYLOADS)
        for first in range(0, len(PAYLOADS), 20):
            page.goto(server.address)
            page.locator("textarea[name=question], input[name=question]").first.fill(
                "zorbulin dose " + " ".join(PAYLOADS[first : first + 20])
            )
            page.locator("main button[type=submit]").first.click()
            page.wait_for_url("**/answers/**")
            page.locator("#answer").wait_for(state="attached")
            holds_still(page, shows="zorbulin dose")


def test_in_what_people_tell_the_board(page, live_server, transactional_db):
    author, editor = a_person(f"Ann {PAYLOADS[0]}", Role.AUTHOR), a_person("Ed Editor", Role.EDITOR)
    writing, reading = a_client(author), a_client(editor)
    answer = writing.post("/ask", {"question": "Which MRI is recommended for evaluating spinal metastasis?"})[
        "Location"
    ]
    writing.get(answer)
    sent = writing.post(f"{answer}/submit", {"title": f"MRI {PAYLOADS[1]}", "topics": f"spine, {PAYLOADS[0]}"})
    place = sent["Location"]
    for first in range(0, len(PAYLOADS), 20):
        told = reading.post(f"{place}/comment", {"text": " ".join(PAYLOADS[first : first + 20])})
        assert told.status_code == 302
    Article.objects.update(state=State.APPROVED.value, published_version=F("current_version"), approved_at=NOW)
    public = Article.objects.get().get_absolute_url()
    for first in range(0, len(PAYLOADS), 20):
        text = " ".join(PAYLOADS[first : first + 20])
        assert writing.post(f"{public}/report", {"category": "safety", "text": text}).status_code == 200
    assert ProblemReport.objects.count() == len(PAYLOADS) // 20
    cookie = reading.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    for path, shows in (
        (place, "window.ran"), ("/board/?which=safety", PAYLOADS[-1].partition(" <")[0]), (f"{place}/preview", "MRI"),
        ("/", "MRI"), ("/articles/", "MRI"), (public, "ld+json"), (f"{public}/history", "MRI"),
        (f"{public}/basis", "MRI"), (f"{public}/report", "MRI"),
    ):  # fmt: skip
        page.goto(f"{live_server.url}{path}")
        holds_still(page, shows=shows)
    forget_articles()
