"""Simulates a big sweep: the engine of `npm run sweep -- --scheduler`, a scheduler and workers of Dask, and runs that sleep.

    .venv-sweep/bin/python bench/sweep/simulate.py --runs 10000 --workers 500

The scheduler is a process of its own, the workers lie in a few processes, and this one is the engine, scripts/sweep/
dask_engine.py as it is but for the body of a run: it sleeps (ten times as long with the probability of a straggler),
returns as much text as an executed notebook has, or with the probability of a loss it breaks its worker's connections, as a killed
worker's break; another one comes in its place. A JSON object on standard output tells what was measured.
"""

import argparse
import asyncio
import importlib.util
import json
import logging
import os
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import dask
import psutil
from distributed import Client, Worker

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Workers in one process do not watch and profile themselves: five hundred processes would do it on processors of their own.
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "60s",
    "distributed.worker.memory.terminate": False,
}
LOOK_SECONDS = 0.25


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


class FragileWorker(Worker):
    def break_off(self):
        self.batched_stream.comm.abort()
        self.stop()  # it listens no more


async def keep_workers(address, first, count):
    """Workers of the names first, first + 1, …; one that ended is replaced, as by a nanny."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    dask.config.set(QUIET)

    async def keep(name):
        life = 0
        while True:
            life += 1
            full = f"{name}.{life}"
            async with FragileWorker(address, nthreads=1, name=full, memory_limit=0, death_timeout=300) as worker:
                await worker.finished()

    await asyncio.gather(*(keep(first + i) for i in range(count)))


class Watch(threading.Thread):
    """Looks at the scheduler now and then: memory, open files, how long it takes to answer."""

    def __init__(self, client, scheduler):
        super().__init__(daemon=True)
        self.client, self.scheduler = client, scheduler
        self.memory = self.files = 0
        self.answers = []
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(LOOK_SECONDS):
            began = time.monotonic()
            self.client.sync(self.client.scheduler.identity, n_workers=0)
            self.answers.append(time.monotonic() - began)
            self.memory = max(self.memory, self.scheduler.memory_info().rss)
            self.files = max(self.files, self.scheduler.num_fds())


def load_engine():
    spec = importlib.util.spec_from_file_location("dask_engine", ROOT / "scripts" / "sweep" / "dask_engine.py")
    engine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(engine)
    engine.perform = perform
    return engine


def start(command, environment=(), files=None):
    def limit():
        if files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    pipe = subprocess.PIPE
    environment = {**os.environ, **dict(environment)}
    return subprocess.Popen(
        [sys.executable, *command], stderr=pipe, text=True, env=environment, cwd=ROOT, preexec_fn=limit
    )


def say(text):
    print(text, file=sys.stderr, flush=True)


def start_scheduler(given):
    environment = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": str(given.saturation)}
    command = ["-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
    scheduler = start(command, environment, given.files)
    for line in scheduler.stderr:
        if "Scheduler at:" in line:
            address = line.split()[-1]
            break
    complaints = []

    def read():
        for line in scheduler.stderr:
            if "Too many open files" in line and not complaints:
                complaints.append(line.strip())

    threading.Thread(target=read, daemon=True).start()
    return scheduler, address, complaints


def wait_for_workers(client, given, children):
    deadline = time.monotonic() + given.patience
    while (count := client.sync(client.scheduler.identity, n_workers=0)["n_workers"]) < given.workers:
        if time.monotonic() > deadline or any(child.poll() is not None for child in children):
            return count
        say(f"{count} of {given.workers} workers are there")
        time.sleep(2)
    return count


def gaps_of(runs):
    """How long each worker had nothing to do between two runs."""
    by_worker = {}
    for run in sorted(runs, key=lambda run: run["began"]):
        by_worker.setdefault(run["name"], []).append(run)
    pairs = [pair for its in by_worker.values() for pair in zip(its, its[1:])]
    return [after["began"] - before["ended"] for before, after in pairs]


def sweep(client, engine, given):
    """The runs' ends as the engine tells them."""
    plan = {"seconds": given.seconds, "lost": given.lost, "stragglers": given.stragglers, "bytes": given.kilobytes * 1000}
    requests = [{"key": f"{random.getrandbits(64):016x}", "plan": plan} for _ in range(given.runs)]
    ends = {}
    doubled = 0
    told = time.monotonic()

    def tell(event, **rest):
        nonlocal doubled, told
        if event != "end":
            return say(rest["text"])
        len(json.dumps(rest))  # as it is written to the sweep
        doubled += rest["key"] in ends
        rest["answer"].pop("outcome", None)
        ends[rest["key"]] = rest["answer"]
        given.last_end = time.monotonic()
        if time.monotonic() - told > 5:
            told = time.monotonic()
            say(f"{len(ends)} of {given.runs} runs are done")

    engine.tell = tell
    engine.Sweep(client, requests).run()
    return ends, doubled


def end_when_stuck(given, children, complaints):
    """A scheduler that may open too few files still has its workers, and gets nothing from them."""
    while time.monotonic() - given.last_end < given.patience:
        time.sleep(1)
    why = complaints[0] if complaints else f"no run ended for {given.patience:.0f} s"
    print(json.dumps({"workers": given.workers, "why": why}), flush=True)
    end(given, children)


def end(given, children=()):
    for child in children:
        child.kill()
    shutil.rmtree(given.folder, ignore_errors=True)
    os._exit(0)


def measure(given):
    engine = load_engine()
    scheduler, address, complaints = start_scheduler(given)
    each = -(-given.workers // given.processes)
    starts = range(0, given.workers, each)
    counts = [min(each, given.workers - first) for first in starts]
    place = {"DASK_TEMPORARY_DIRECTORY": given.folder}
    hosts = [start([__file__, "--keep", address, str(first), str(count)], place) for first, count in zip(starts, counts)]
    for host in hosts:
        threading.Thread(target=host.stderr.read, daemon=True).start()
    try:
        client = Client(address, timeout=60)
        there = wait_for_workers(client, given, [scheduler, *hosts])
        if there < given.workers:
            return {"workers": there, "why": complaints[0] if complaints else f"only {there} workers came"}
        process = psutil.Process(scheduler.pid)
        watch = Watch(client, process)
        before, own = process.cpu_times(), time.process_time()
        watch.start()
        given.last_end = time.monotonic()
        watchdog = (given, [*hosts, scheduler], complaints)
        threading.Thread(target=end_when_stuck, args=watchdog, daemon=True).start()
        began = time.time()
        say("The sweep begins")
        ends, doubled = sweep(client, engine, given)
        ended = time.time()
        watch.ending.set()
        watch.join()
        after = process.cpu_times()
        runs = [answer for answer in ends.values() if "began" in answer]
        busy = sum(run["ended"] - run["began"] for run in runs)
        gaps = gaps_of(runs)
        last_start = max(run["began"] for run in runs)
        deaths = sum(int(name.split(".")[1]) - 1 for name in lives_of(client).values())
        answers = sorted(watch.answers)
        scheduler_seconds = after.user + after.system - before.user - before.system
        return {
            "runs": len(runs),
            "failed": len(ends) - len(runs),
            "missing": given.runs - len(ends),
            "doubled": doubled,
            "workersLost": deaths,
            "seconds": round(ended - began, 2),
            "perfectSeconds": round(busy / given.workers, 2),
            "busyShare": round(busy / given.workers / (ended - began), 3),
            "busyShareBeforeTheTail": round(busy_until(runs, last_start) / given.workers / (last_start - began), 3),
            "tailSeconds": round(ended - last_start, 2),
            "idleBetweenRuns": {
                "median": round(statistics.median(gaps), 4),
                "95%": round(sorted(gaps)[int(0.95 * len(gaps))], 4),
            },
            "schedulerMillisecondsPerRun": round(1000 * scheduler_seconds / given.runs, 2),
            "schedulerShareOfACore": round(scheduler_seconds / (ended - began), 2),
            "clientMillisecondsPerRun": round(1000 * (time.process_time() - own) / given.runs, 2),
            "schedulerAnswersInMilliseconds": {
                "median": round(1000 * statistics.median(answers), 1),
                "95%": round(1000 * answers[int(0.95 * len(answers))], 1),
            },
            "schedulerMegabytes": round(watch.memory / 1e6),
            "clientMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
            "schedulerOpenFiles": watch.files,
        }
    finally:
        for child in [*hosts, scheduler]:
            child.kill()


def lives_of(client):
    workers = client.scheduler_info(n_workers=-1)["workers"]
    return {worker["name"].split(".")[0]: worker["name"] for worker in workers.values()}


def busy_until(runs, end):
    return sum(min(run["ended"], end) - run["began"] for run in runs)


def main():
    if sys.argv[1:2] == ["--keep"]:
        asyncio.run(keep_workers(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
        return
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
    given.folder = tempfile.mkdtemp(prefix="softmax-lab-")
    print(json.dumps(measure(given)), flush=True)
    end(given)


if __name__ == "__main__":
    main()
