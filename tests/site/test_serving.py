"""The secret key, the engine of the process, and a port that is taken."""

import asyncio
import socket
import stat
import threading

import pytest
from asgiref.sync import sync_to_async

from curbside.config import Settings
from curbside.domain.errors import CurbsideError
from curbside.project import serve
from curbside.project.asgi import KeptThreads
from curbside.project.secret_key import secret_key
from curbside.web.engine_access import EngineHolder
from serving import in_a_loop


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    settings = Settings(home=tmp_path / "home")

    first = secret_key(settings)

    assert len(first) >= 50
    assert secret_key(settings) == first
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["secret_key"]


def test_a_secret_key_from_the_settings_is_not_written_down(tmp_path):
    assert secret_key(Settings(home=tmp_path, secret_key="given")) == "given"  # noqa: S106  # no secret
    assert not list(tmp_path.iterdir())


def test_a_home_that_cannot_be_written_is_said_in_one_line(tmp_path):
    (tmp_path / "home").write_text("a file, not a folder")

    with pytest.raises(CurbsideError, match="CURBSIDE_HOME"):
        secret_key(Settings(home=tmp_path / "home"))


def test_a_port_that_is_taken_is_said_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CurbsideError, match=f"Cannot serve on 127.0.0.1:{port}"):
            serve.run(Settings(), port=port)


def test_a_thread_is_kept_for_the_next_request_but_never_given_out_while_it_works():
    release, used = threading.Event(), []

    def work(scope):
        used.append((scope["path"], threading.get_ident()))
        if scope["path"] == "slow":
            release.wait(10)

    async def application(scope, receive, send):
        await sync_to_async(work)(scope)

    async def ask(path):
        await asyncio.wait_for(site({"path": path}, None, None), 10)

    async def requests():
        for path in ("first", "second"):
            await ask(path)
            while not site._free:  # it puts itself back
                await asyncio.sleep(0.01)
        leaving = asyncio.create_task(ask("slow"))
        while used[-1][0] != "slow":
            await asyncio.sleep(0.01)
        leaving.cancel()  # the reader is gone, the thread still works
        await asyncio.gather(leaving, return_exceptions=True)
        await ask("third")
        release.set()

    site = KeptThreads(application)
    in_a_loop(requests())
    by_path = dict(used)
    assert by_path["first"] == by_path["second"] == by_path["slow"]
    assert by_path["third"] != by_path["slow"]


def test_small_parts_of_a_page_are_sent_at_once():
    with serve._listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY on nothing else


def test_the_engine_is_opened_once_and_again_when_the_library_has_changed(tmp_path, monkeypatch):
    opened = []

    class Fake:
        def __init__(self, generation):
            self.generation = generation
            self.closed = False

        def close(self):
            self.closed = True

    def open_engine(settings):
        opened.append(Fake((settings.home / "library" / "current").read_text()))
        return opened[-1]

    monkeypatch.setattr("curbside.web.engine_access.open_engine", open_engine)
    (tmp_path / "library").mkdir()
    settings, holder = Settings(home=tmp_path), EngineHolder()

    for generation in ("one", "one", "two", "three"):
        (tmp_path / "library" / "current").write_text(generation)
        assert holder.current(settings).generation == generation

    assert [engine.generation for engine in opened] == ["one", "two", "three"]
    assert [engine.closed for engine in opened] == [True, False, False]
    holder.close()
    assert all(engine.closed for engine in opened)
