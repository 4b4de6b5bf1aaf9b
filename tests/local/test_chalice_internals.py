"""What `infra.local.chalice_internals` relies upon in Chalice, whose private parts may change with any release."""

import threading
from importlib.metadata import version

import pytest
from chalice.app import Chalice

from infra.local import chalice_internals


@pytest.fixture
def app() -> Chalice:
    app = Chalice("example")

    @app.route("/complaints/{number}", methods=["GET"])
    def view(number: str) -> None:
        """Only its address matters."""

    return app


def test_the_private_parts_were_checked_against_the_release_that_is_installed() -> None:
    assert version("chalice") == chalice_internals.CHECKED_VERSION, (
        "Run tests/local, read the new chalice/local.py, then name the release in infra/local/chalice_internals.py."
    )


def test_each_thread_has_a_current_request_of_its_own(app: Chalice) -> None:
    chalice_internals.allow_threads(app)
    app.current_request = "of this thread"

    other = threading.Thread(target=setattr, args=(app, "current_request", "of the other"))
    other.start()
    other.join()

    assert app.current_request == "of this thread"


def test_an_event_is_made_for_the_route_of_a_path(app: Chalice) -> None:
    events = chalice_internals.EventConverter(app)

    event = events.make_event(method="GET", path="/complaints/7K%2F3M?page=2&page=3", headers={"Accept": "text/html"})

    assert event["requestContext"]["resourcePath"] == "/complaints/{number}"
    assert event["pathParameters"] == {"number": "7K%2F3M"}
    assert event["multiValueQueryStringParameters"] == {"page": ["2", "3"]}
    assert event["headers"] == {"accept": "text/html"}


def test_a_path_without_a_route_makes_no_event(app: Chalice) -> None:
    with pytest.raises(ValueError, match="/nowhere"):
        chalice_internals.EventConverter(app).make_event(method="GET", path="/nowhere", headers={})


def test_a_context_has_an_id_of_its_own_and_the_time_it_is_given() -> None:
    first, second = (chalice_internals.make_context("x", memory_megabytes=128, timeout_seconds=20) for _ in range(2))

    assert first.aws_request_id != second.aws_request_id
    assert 19_000 < first.get_remaining_time_in_millis() <= 20_000
