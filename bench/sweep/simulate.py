"""Simulates a big sweep: the engine of `npm run sweep -- --scheduler`, a scheduler and workers of Dask, and runs that sleep.

    .venv-sweep/bin/python bench/sweep/simulate.py --runs 10000 --workers 500

The scheduler is a process of its own, the workers lie in a few processes (simulated_cluster.py), and this one is the engine,
scripts/sweep/dask_engine.py as it is but for the body of a run: it sleeps (ten times as long with the probability of a
straggler), returns as much text as an executed notebook has, or with the probability of a loss it breaks its worker's
connections, as a killed worker's break; another one comes in its place. A JSON object on standard output tells what was
measured.
"""

import argparse
import importlib.util
import json
import os
import random
import resource
import statistics
import sys
import threading
import time

from distributed import Client
from simulated_cluster import ROOT, Cluster, Watch


def perform(request):
    """In place of the engine's: the body of a run."""
    import random
    import time

    from distributed import get_worker

    worker = get_worker()
    plan = request["plan"]
    began = time.time()
    if random.random() < plan["lost"]:
        time.sleep(plan["seconds"] / 2)
        worker.loop.add_callback(worker.break_off)
        time.sleep(0.5)  # nobody hears what it would return
    is_straggler = random.random() < plan["stragglers"]
    time.sleep(plan["seconds"] * random.uniform(0.5, 1.5) * (10 if is_straggler else 1))
    outcome = {"seconds": 0, "claims": [], "records": [], "notebook": "x" * plan["bytes"]}
    return {"outcome": outcome, "worker": worker.address, "name": worker.name, "began": began, "ended": time.time()}


def load_engine():
    spec = importlib.util.spec_from_file_location("dask_engine", ROOT / "scripts" / "sweep" / "dask_engine.py")
    engine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(engine)
    engine.perform = perform
    return engine


def say(text):
    print(text, file=sys.stderr, flush=True)


class Ends:
    """The runs' ends as the engine tells them."""

    def __init__(self, runs):
        self.runs = runs
        self.by_key = {}
        self.doubled = 0
        self.last = self.said = time.monotonic()

    def tell(self, event, **rest):
        if event != "end":
            return say(rest["text"])
        len(json.dumps(rest))  # as it is written to the sweep
        self.doubled += rest["key"] in self.by_key
        rest["answer"].pop("outcome", None)
        self.by_key[rest["key"]] = rest["answer"]
        self.last = time.monotonic()
        if self.last - self.said > 5:
            self.said = self.last
            say(f"{len(self.by_key)} of {self.runs} runs are done")


def end_when_stuck(given, ends, cluster):
    """A scheduler that may open too few files still has its workers, and gets nothing from them."""
    while time.monotonic() - ends.last < given.patience:
        time.sleep(1)
    why = cluster.complaints[0] if cluster.complaints else f"no run ended for {given.patience:.0f} s"
    end(cluster, {"workers": given.workers, "why": why})


def end(cluster, result):
    print(json.dumps(result), flush=True)
    cluster.end()
    os._exit(0)


def measure(given, cluster):
    client = Client(cluster.address, timeout=60)
    there = cluster.wait(client, given.patience, say)
    if there < given.workers:
        return {"workers": there, "why": cluster.complaints[0] if cluster.complaints else f"only {there} workers came"}
    plan = {"seconds": given.seconds, "lost": given.lost, "stragglers": given.stragglers, "bytes": given.kilobytes * 1000}
    requests = [{"key": f"{random.getrandbits(64):016x}", "plan": plan} for _ in range(given.runs)]
    engine, ends, watch = load_engine(), Ends(given.runs), Watch(client, cluster.scheduler)
    engine.tell = ends.tell
    threading.Thread(target=end_when_stuck, args=(given, ends, cluster), daemon=True).start()
    watch.start()
    say("The sweep begins")
    began, own = time.time(), time.process_time()
    engine.Sweep(client, requests).run()
    ended, own = time.time(), time.process_time() - own
    watch.end()
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    return {
        **counts_of(given, ends),
        "workersLost": sum(int(worker["name"].split(".")[1]) - 1 for worker in workers),
        **times_of(given, ends, began, ended),
        "schedulerMillisecondsPerRun": round(1000 * watch.used / given.runs, 2),
        "schedulerShareOfACore": round(watch.used / (ended - began), 2),
        "clientMillisecondsPerRun": round(1000 * own / given.runs, 2),
        "schedulerAnswersInMilliseconds": {
            "median": round(1000 * statistics.median(watch.answers), 1),
            "95%": round(1000 * watch.answers[int(0.95 * len(watch.answers))], 1),
        },
        "schedulerMegabytes": round(watch.memory / 1e6),
        "clientMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
        "schedulerOpenFiles": watch.files,
    }


def whole(ends):
    return [answer for answer in ends.by_key.values() if "began" in answer]


def counts_of(given, ends):
    runs, told = len(whole(ends)), len(ends.by_key)
    return {"runs": runs, "failed": told - runs, "missing": given.runs - told, "doubled": ends.doubled}


def times_of(given, ends, began, ended):
    runs = whole(ends)
    last_start = max(run["began"] for run in runs)
    gaps = sorted(gaps_of(runs))
    return {
        "seconds": round(ended - began, 2),
        "perfectSeconds": round(busy_until(runs, ended) / given.workers, 2),
        "busyShareBeforeTheTail": round(busy_until(runs, last_start) / given.workers / (last_start - began), 3),
        "tailSeconds": round(ended - last_start, 2),
        "idleBetweenRuns": {
            "median": round(statistics.median(gaps), 4),
            "95%": round(gaps[int(0.95 * len(gaps))], 4),
        },
    }


def busy_until(runs, end):
    return sum(min(run["ended"], end) - run["began"] for run in runs)


def gaps_of(runs):
    """How long each worker had nothing to do between two runs."""
    by_worker = {}
    for run in sorted(runs, key=lambda run: run["began"]):
        by_worker.setdefault(run["name"], []).append(run)
    pairs = [pair for its in by_worker.values() for pair in zip(its, its[1:])]
    return [after["began"] - before["ended"] for before, after in pairs]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=4.0, help="that a run takes in the middle (%(default)s)")
    parser.add_argument("--kilobytes", type=int, default=500, help="of what a run returns (%(default)s)")
    parser.add_argument("--lost", type=float, default=0.01, help="share of runs that break their worker (%(default)s)")
    parser.add_argument("--stragglers", type=float, default=0.01, help="share that takes ten times as long (%(default)s)")
    parser.add_argument("--saturation", type=float, default=1.0, help="distributed.scheduler.worker-saturation (%(default)s)")
    parser.add_argument("--files", type=int, help="that the scheduler may open (ulimit -n)")
    parser.add_argument("--processes", type=int, default=4, help="that the workers lie in (%(default)s)")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for the workers, and for the next run to end (%(default)s)")
    given = parser.parse_args()
    cluster = Cluster(given.workers, given.processes, given.saturation, given.files)
    try:
        end(cluster, measure(given, cluster))
    finally:
        cluster.end()


if __name__ == "__main__":
    main()
