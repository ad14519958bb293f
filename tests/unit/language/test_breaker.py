"""A model that fails is left alone for a while, in every process."""

from pathlib import Path
from threading import Thread

import pytest

from curbside.domain.errors import ModelFailed
from curbside.language.breaker import FAILURES, REST, Breaker, State
from curbside.language.generator import Task

TASK = Task(instructions="", data="", schema={})


class Scripted:
    """A generator that fails while it is told to."""

    name = "a-model"

    def __init__(self) -> None:
        self.fails = True
        self.asked = 0

    def generate(self, task: Task) -> object:
        self.asked += 1
        if self.fails:
            raise ModelFailed("did not answer in time")
        return {}

    def close(self) -> None:
        pass


class Clock:
    """A time that stands still until it is moved."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_breaker(inner: Scripted, place: Path, clock: Clock, about: str = "here") -> Breaker:
    return Breaker(inner, place=place / "model-state.json", about=about, clock=clock)


def fail(breaker: Breaker, times: int = 1) -> str:
    for _ in range(times):
        with pytest.raises(ModelFailed) as caught:
            breaker.generate(TASK)
    return str(caught.value)


def test_after_three_failures_the_model_is_left_alone_and_the_reason_told(tmp_path: Path, clock: Clock) -> None:
    inner = Scripted()
    breaker = a_breaker(inner, tmp_path, clock)

    fail(breaker, FAILURES)
    assert fail(breaker) == "is left alone for a while, because it did not answer in time"
    assert inner.asked == FAILURES


def test_after_its_rest_one_task_tries_again_and_success_closes_it(tmp_path: Path, clock: Clock) -> None:
    inner = Scripted()
    breaker = a_breaker(inner, tmp_path, clock)
    fail(breaker, FAILURES)
    clock.now += REST + 1

    fail(breaker, 2)
    assert inner.asked == FAILURES + 1  # one tried, the next did not wait behind it

    clock.now += REST + 1
    inner.fails = False
    assert breaker.generate(TASK) == {}
    assert breaker.state() == State()


def test_a_success_between_failures_starts_the_count_anew(tmp_path: Path, clock: Clock) -> None:
    inner = Scripted()
    breaker = a_breaker(inner, tmp_path, clock)
    fail(breaker, FAILURES - 1)
    inner.fails = False
    breaker.generate(TASK)
    inner.fails = True

    fail(breaker, FAILURES)

    assert inner.asked == 2 * FAILURES


def test_another_process_sees_the_state_and_another_address_does_not(tmp_path: Path, clock: Clock) -> None:
    fail(a_breaker(Scripted(), tmp_path, clock), FAILURES)

    assert a_breaker(Scripted(), tmp_path, clock).state().is_open(clock())
    assert not a_breaker(Scripted(), tmp_path, clock, about="elsewhere").state().is_open(clock())


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"about": 1}', '{"failures": 9}', "null", '"' * 9])
def test_a_broken_state_file_is_no_state(tmp_path: Path, clock: Clock, kept: str) -> None:
    (tmp_path / "model-state.json").write_text(kept, encoding="utf-8")

    assert a_breaker(Scripted(), tmp_path, clock).state() == State()


def test_a_state_from_a_clock_that_ran_ahead_does_not_rule(clock: Clock) -> None:
    assert not State(failures=FAILURES, until=clock() + 10 * REST, reason="").is_open(clock())


def test_where_nothing_can_be_kept_the_model_is_asked_each_time(tmp_path: Path, clock: Clock) -> None:
    inner = Scripted()
    breaker = a_breaker(inner, tmp_path / "missing", clock)

    fail(breaker, FAILURES + 2)

    assert inner.asked == FAILURES + 2


def test_threads_share_it(tmp_path: Path, clock: Clock) -> None:
    inner = Scripted()
    breaker = a_breaker(inner, tmp_path, clock)
    threads = [Thread(target=fail, args=(breaker,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert breaker.state().failures >= FAILURES
    assert breaker.state().is_open(clock())
    assert not list(tmp_path.glob("*.json.*"))
