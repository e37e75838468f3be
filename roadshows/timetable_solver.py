"""Works out a timetable of 1:1 meetings with OR-Tools. Runs as a process of its own, without Django:

    python -m roadshows.timetable_solver < task.json

reads the task, writes one line of JSON for each step of progress and a last one with the result, and ends with the
process that started it. Nobody imports this module but a test that looks at its rules.

The task: {"slots": 12, "tables": {"site": 8, "online": 2}, "pairs": [{"id": 7, "kind": "site",
"must": 0 | 1 | 2 (how many sides must), "free": [slots], "fixed": slot or null, "resources": [who and what can be in
one place at a time; the first two share evenly]}]}. The result: {"meetings": [[id, slot]], "best": proved?}; null
instead of meetings where what is fixed contradicts itself.

First as many musts as can be, among them those of both sides, then as many meetings as can be; of the timetables that
reach this, the one that shares meetings evenly and keeps waits short. One worker and a fixed seed: the same task gives
the same timetable.
"""

import json
import resource
import sys
import types
from collections import defaultdict

from scouting.base.lifeline import end_with_parent

MEMORY = 2 * 1024**3
SEED = 20181001  # the first roadshow; any number will do, as long as it stays
EVEN, WAIT = 2, 1  # what one step of each costs
# Deterministic seconds: they count work done, so that a busy machine finds the same timetable, only later.
WISHES, ORDER = 8, 3
SLOWEST = 3  # times as long on the clock; then what was found counts


def engine():
    """OR-Tools, loaded only here: it is large, and a web process that loaded it would carry it for ever.

    It wants pandas for the types of two arguments that nothing here gives; an empty stand-in saves the second and
    a half that loading it takes.
    """
    stand_in = types.ModuleType("pandas")
    stand_in.Index, stand_in.Series = type("Index", (), {}), type("Series", (), {})
    sys.modules.setdefault("pandas", stand_in)
    from ortools.sat.python import cp_model  # noqa: PLC0415 - see above

    return cp_model


def weights(pairs):
    """So that one must outweighs all that is less: of both sides, of one side, a wish alone."""
    step = len(pairs) + 1
    return {p["id"]: 1 + (step * step if p["must"] else 0) + (step if p["must"] == 2 else 0) for p in pairs}


class Timetable:
    """The variables and rules. `at[pair, slot]` says that the pair meets at that time."""

    def __init__(self, task):
        self.cp, self.task, self.pairs = engine(), task, task["pairs"]
        self.model = self.cp.CpModel()
        self.at = {}
        self.busy = defaultdict(list)  # (resource, slot): what would take it then
        for pair in self.pairs:
            self.place(pair)
        self.rules()

    def place(self, pair):
        fixed = pair.get("fixed")
        slots = sorted(pair["free"]) if fixed is None else [fixed]
        mine = []
        for slot in slots:
            var = self.at[pair["id"], slot] = self.model.new_bool_var("")
            mine.append(var)
            for one in pair["resources"]:
                self.busy[one, slot].append(var)
            self.busy["table " + pair["kind"], slot].append(var)
        if fixed is not None:
            self.model.add(mine[0] == 1)
        elif len(mine) > 1:
            self.model.add_at_most_one(mine)

    def rules(self):
        for (one, _slot), variables in sorted(self.busy.items()):
            if one.startswith("table "):
                self.model.add(sum(variables) <= self.task["tables"].get(one[6:], 0))
            elif len(variables) > 1:
                self.model.add_at_most_one(variables)

    def solved(self, seconds, *, tell):
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = seconds
        solver.parameters.max_time_in_seconds = SLOWEST * seconds
        status = solver.solve(self.model, tell and self.teller(tell))
        found = status in (self.cp.OPTIMAL, self.cp.FEASIBLE)
        return solver, found, status == self.cp.OPTIMAL

    def teller(self, tell):
        at = self.at

        class Teller(self.cp.CpSolverSolutionCallback):
            def on_solution_callback(self):
                tell(sum(self.boolean_value(var) for var in at.values()))

        return Teller()

    def chosen(self, solver):
        return [key for key, var in self.at.items() if solver.boolean_value(var)]

    # --- second: the order of it ------------------------------------------------------------------
    def hold(self, chosen):
        """The numbers reached stay; the search begins from what was found."""
        kept = {key[0] for key in chosen}
        for least in (0, 1, 2):
            among = {p["id"] for p in self.pairs if p["must"] >= least}
            variables = [var for (pk, _slot), var in self.at.items() if pk in among]
            if variables:
                self.model.add(sum(variables) >= sum(pk in kept for pk in among))
        found = set(chosen)
        for key, var in self.at.items():
            self.model.add_hint(var, key in found)

    def costs(self):
        """Uneven shares and waits between two meetings, over everybody."""
        terms = []
        for one in sorted({r for p in self.pairs for r in p["resources"][:2]}):
            use = [self.busy.get((one, slot), []) for slot in range(self.task["slots"])]
            if sum(map(bool, use)) > 1:
                terms += self.uneven(use) + self.waits(use)
        return sum(terms) if terms else 0

    def uneven(self, use):
        """The square of how many meetings somebody has: the second costs three times the first, and so on."""
        most = min(len([u for u in use if u]), sum(map(len, use)))
        steps = [self.model.new_bool_var("") for _ in range(most)]
        self.model.add(sum(steps) == sum(var for u in use for var in u))
        return [EVEN * (2 * n + 1) * step for n, step in enumerate(steps)]

    def waits(self, use):
        """Times at which somebody has met one and waits for another."""
        found, begun, later = [], self.run(use), self.run(use[::-1])[::-1]
        for slot in range(1, len(use) - 1):
            wait = self.model.new_bool_var("")
            self.model.add(wait >= begun[slot - 1] + later[slot + 1] - 1 - sum(use[slot]))
            found.append(WAIT * wait)
        return found

    def run(self, use):
        """For each time, whether there was a meeting until then."""
        marks = []
        for variables in use:
            mark = self.model.new_bool_var("")
            for var in [*variables, *marks[-1:]]:
                self.model.add_implication(var, mark)
            marks.append(mark)
        return marks


def solve(task, tell=lambda **line: None):
    weight, timetable = weights(task["pairs"]), Timetable(task)
    timetable.model.maximize(sum(weight[pk] * var for (pk, _slot), var in timetable.at.items()))
    solver, found, proved = timetable.solved(WISHES, tell=lambda n: tell(step="wishes", meetings=n))
    if not found:
        return {"meetings": None}
    chosen = timetable.chosen(solver)
    tell(step="order", meetings=len(chosen))
    timetable.hold(chosen)
    timetable.model.clear_objective()
    timetable.model.minimize(timetable.costs())
    solver, found, _proved = timetable.solved(ORDER, tell=None)
    chosen = timetable.chosen(solver) if found else chosen
    return {"meetings": sorted(chosen), "best": proved}


def limit_memory():
    """A computation that grows is ended by the system instead of the machine it runs on."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main():
    end_with_parent()
    limit_memory()

    def tell(**line):
        print(json.dumps(line), flush=True)  # noqa: T201 - the lines are what this process is for

    tell(result=solve(json.load(sys.stdin), tell))


if __name__ == "__main__":
    main()
