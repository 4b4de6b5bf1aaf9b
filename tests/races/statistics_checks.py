"""The statistics against the events: every event counted once, its tallies true, the aggregates their sum."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from tests.races import complaint_checks, lifecycle_rules
from tests.races.history import Fault, TableSnapshot

Tally = Mapping[str, Any]


def list_faults(snapshot: TableSnapshot) -> Iterator[Fault]:
    """What is wrong with the tallies and the aggregates, after a fold that left nothing uncounted."""
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    counted = 0
    for number in snapshot.numbers():
        for step in complaint_checks.list_steps(snapshot, number):
            counted += 1
            tallies = json.loads(step.event.tallies)
            if _moves(tallies) != _moved(step):
                yield Fault("false tally", step.event.where, step.event.tallies)
            if "work_pk" in step.event.item:
                yield Fault("uncounted event", step.event.where)
            for tally in tallies:
                _add(expected, tally)
    state = snapshot.items.get(("STAT#STATE", "STATE"), {"counted": 0})
    if state["counted"] != counted:
        yield Fault("wrong figures", "STAT#STATE", f"{state['counted']} events counted of {counted}")
    yield from _of_aggregates(snapshot, expected)


def _of_aggregates(snapshot: TableSnapshot, expected: Mapping[str, Counter[str]]) -> Iterator[Fault]:
    held = {
        f"{item['pk'].split('#')[-1]}#{item['sk']}": {name: n for name, n in item.items() if isinstance(n, int) and n}
        for _, item in snapshot.of("STAT#first#")
    }
    for cell in sorted({*held, *expected}):
        sums = {name: n for name, n in expected.get(cell, {}).items() if n}
        if held.get(cell, {}) != sums:
            differing = set(held.get(cell, {}).items()) ^ set(sums.items())
            yield Fault("wrong figures", cell, f"aggregate and sum differ in {sorted(differing)}")


def _moves(tallies: list[Tally]) -> set[tuple[str, str | None, str | None]]:
    return {(each["agency"], each.get("from_"), each.get("to")) for each in tallies}


def _moved(step: complaint_checks.Step) -> set[tuple[str, str | None, str | None]]:
    before, after = step.before, step.after
    if before is None or before.agency == after.agency:
        return {(after.agency, before and before.status, after.status)}
    return {(before.agency, before.status, None), (after.agency, None, after.status)}


def _add(sums: dict[str, Counter[str]], tally: Tally) -> None:
    month = tally["filed_on"][:7]
    region = tally["place"].split(".")[0]
    added = Counter(_counters(tally))
    if "to" in tally:
        added[f"at.{tally['to']}"] += 1
    if "from_" in tally:
        added[f"at.{tally['from_']}"] -= 1
    if tally["look"] == 1:
        waits = (tally.get("to") in lifecycle_rules.OPEN) - (tally.get("from_") in lifecycle_rules.OPEN)
        added[f"waiting.{tally['filed_on'][8:]}"] += waits
    for facet in ("nation#nation", f"kind#{tally['kind']}", f"region#{region}", f"agency#{tally['agency']}"):
        cell = sums[f"{facet}#{month}"]
        for name, n in added.items():
            cell[name] += n * tally["n"]


def _counters(tally: Tally) -> list[str]:
    again = "" if tally["look"] == 1 else "_again"
    match tally["action"]:
        case "transfer":
            return ["moved_out"] if "from_" in tally else ["moved_in"]
        case "answer":
            days = [] if again else [f"answered_after.{tally['age_days']}"]
            in_time = "in_time" if tally["on_time"] else "late"
            return [f"outcome.{tally['outcome']}", f"answered{again}", f"{in_time}{again}", *days]
        case "reopen":
            return [f"reopened{'' if tally['look'] == 2 else '_again'}"] if "from_" in tally else []
        case "rate":
            return [f"score.{tally['score']}"]
        case "promise":
            return ["kept.yes" if tally["kept"] else "kept.no"]
        case "withdraw":
            return ["withdrawn"] if again else ["withdrawn", f"left_after.{tally['age_days']}"]
        case "submit":
            return ["filed"]
        case _:
            return []
