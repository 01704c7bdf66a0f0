"""Performs runs of notebooks on Dask's workers, and tells how they end, one JSON object a line on standard output.

The first line of standard input is the request, a JSON object
  { "scheduler": address, or null for a cluster of our own, "workers": how many it has, "requests": [run, …] }
with a run as scripts/sweep/task.ts takes it. The end of standard input ends the cluster of our own and this program.

Events: {"event": "said", "text"}, {"event": "end", "key", "answer": what task.ts answered, or {"error"}}, and {"event":
"lost", "message"} when it can't go on.
"""

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import dask
from distributed import Client, KilledWorker, LocalCluster, as_completed

# Dask gives a run up with the fourth worker that is killed with it (its setting allowed-failures); so often it may.
GIVEN_UP = 3
CONNECT_SECONDS = 10
# Runs with the scheduler, for each worker: with more than two it holds them back, and gives one to who has none.
WINDOW = 3
LEAST_WINDOW = 1000
# Results that are fetched at a time, each as big as a notebook, and how many times at once: a fetch waits for the scheduler,
# and that for the slowest of the workers.
BATCH = 20
FETCHES = 4
POLL_SECONDS = 0.02
LOOK_SECONDS = 2
# How long it waits for another worker when all are refused.
ALONE_SECONDS = 30

FOLDER = "SOFTMAX_LAB_ROOT"


def batches(items, size):
    return [items[first : first + size] for first in range(0, len(items), size)]


def tell(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def perform(request):
    """On a worker: performs a run in the checkout that it stands in. Answers as task.ts does, and with its address."""
    # Pickled by value, so it must import what it uses.
    import json
    import os
    import socket
    import subprocess

    from distributed import get_worker

    worker = get_worker()
    folder = os.environ.get(FOLDER) or os.getcwd()
    if not os.path.exists(os.path.join(folder, "scripts", "sweep", "task.ts")):
        where = f"{socket.gethostname()}:{folder}"
        refused = f"{where} has no softmax-lab that can sweep: start the worker in one, or set SOFTMAX_LAB_ROOT"
        return {"refused": refused, "worker": worker.address}
    command = ["node", "--require", "ts-node/register/transpile-only", "scripts/sweep/task.ts"]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe)
    given = json.dumps(request).encode()
    task = worker.get_current_task()
    while True:
        try:
            output, errors = child.communicate(given, timeout=0.5)
            break
        except subprocess.TimeoutExpired:
            given = None  # it is on its way
            # Nobody wants it any more: the sweep was interrupted.
            wanted = worker.state.tasks.get(task)
            if wanted is None or wanted.state in ("cancelled", "released", "forgotten"):
                child.terminate()
    if child.returncode != 0 or not output:
        words = f"ended with {child.returncode}: {errors.decode(errors='replace').strip()[-2000:]}"
        # By a signal it was the run; by itself it is a folder in which none can begin.
        if child.returncode < 0:
            return {"error": f"the run {words}", "worker": worker.address}
        return {"refused": f"{socket.gethostname()}:{folder} is not set up: it {words}", "worker": worker.address}
    return {**json.loads(output), "worker": worker.address}


class Sweep:
    """Keeps so many runs with the scheduler that it sees how many workers they are worth, and no more."""

    def __init__(self, client, requests):
        self.client = client
        self.waiting = list(reversed(requests))
        self.attempts = {}
        self.given_up = {}
        self.submitted = {}  # requests by the names of their futures
        self.workers = []
        self.refusing = {}  # workers that have another version, and their words
        self.futures = as_completed()
        self.fetches = ThreadPoolExecutor(FETCHES)
        self.alone_since = None

    def run(self):
        looked = float("-inf")
        while self.waiting or self.submitted:
            ended = self.futures.next_batch(block=False)
            for some in batches(ended, FETCHES * BATCH):
                self.collect(some)
                self.submit()
            # To list hundreds of workers costs the scheduler more than a run does.
            if time.monotonic() - looked > LOOK_SECONDS:
                looked = time.monotonic()
                self.look()
            self.submit()
            if not ended:
                time.sleep(POLL_SECONDS)

    def look(self):
        """Looks which workers there are."""
        if self.client.status != "running":
            raise ConnectionError("it does not answer any more")
        self.workers = list(self.client.scheduler_info(n_workers=-1)["workers"])
        self.wait_for_workers(not self.able())

    def able(self):
        return [address for address in self.workers if address not in self.refusing]

    def wait_for_workers(self, is_alone):
        if not is_alone:
            self.alone_since = None
        elif self.alone_since is None:
            self.alone_since = time.monotonic()
            tell(event="said", text="Waiting for a worker …")
        elif self.refusing and time.monotonic() - self.alone_since > ALONE_SECONDS:
            raise ConnectionError(f"all workers are refused: {'; '.join(self.refusing.values())}")

    def submit(self):
        """Gives the scheduler what it has room for, as one graph."""
        room = max(LEAST_WINDOW, WINDOW * len(self.workers)) - len(self.submitted)
        workers = self.able() if self.refusing else None
        if not self.waiting or room <= 0 or workers == []:
            return
        requests = [self.waiting.pop() for _ in range(min(room, len(self.waiting)))]
        names = []
        for request in requests:
            key = request["key"]
            attempt = self.attempts[key] = self.attempts.get(key, 0) + 1
            names.append(f"softmax-lab-{key[:16]}-{attempt}")
        self.submitted.update(zip(names, requests))
        # Loosely: if those workers are lost, another one may refuse it, or not.
        given = {"key": names, "pure": False, "workers": workers, "allow_other_workers": workers is not None}
        self.futures.update(self.client.map(perform, requests, **given))

    def collect(self, futures):
        for future in futures:
            if future.cancelled():
                raise ConnectionError("the scheduler has forgotten a run")
            if future.status == "error":
                self.fail(self.submitted.pop(future.key), future.exception())
        names = [future.key for future in futures if future.key in self.submitted]
        for answers in self.fetches.map(self.fetch, batches(names, BATCH)):
            for name, answer in answers.items():
                self.end(self.submitted.pop(name), answer)
        # Those that are left were lost with their workers, after they were done.
        self.waiting.extend(self.submitted.pop(name) for name in names if name in self.submitted)

    def fetch(self, names):
        """Those answers that still are. The client's own gather waits for lost ones to be made again, and so does all else."""
        while names:
            reply = self.client.sync(self.client.scheduler.gather, keys=names)
            if reply["status"] == "OK":
                return reply["data"]
            names = [name for name in names if name not in reply["keys"]]
        return {}

    def fail(self, request, error):
        key = request["key"]
        self.given_up[key] = self.given_up.get(key, 0) + 1
        if isinstance(error, KilledWorker) and self.given_up[key] < GIVEN_UP:
            self.waiting.append(request)
        else:
            tell(event="end", key=key, answer={"error": f"{type(error).__name__}: {error}"})

    def end(self, request, answer):
        worker = answer.pop("worker", None)
        if "refused" in answer:
            if worker not in self.refusing:
                tell(event="said", text=f"✗ worker {worker} is refused: {answer['refused']}")
            self.refusing[worker] = answer["refused"]
            self.waiting.append(request)
            return
        tell(event="end", key=request["key"], answer=answer)


def end_with_input(cluster):
    while os.read(0, 4096):
        pass
    if cluster is not None:
        cluster.close(timeout=5)
    os._exit(130)


def connect(request):
    if request["scheduler"] is not None:
        return None, Client(request["scheduler"], timeout=CONNECT_SECONDS)
    os.environ.setdefault(FOLDER, os.getcwd())
    cluster = LocalCluster(
        n_workers=0,
        threads_per_worker=1,
        memory_limit=0,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs="CRITICAL",
    )
    cluster.adapt(minimum=request["workers"], maximum=request["workers"])  # so a lost one is replaced
    return cluster, Client(cluster)


def main():
    request = json.loads(sys.stdin.buffer.readline())
    # A run waits at the scheduler, never behind another at a worker.
    dask.config.set({"distributed.scheduler.worker-saturation": 1.0})
    try:
        cluster, client = connect(request)
    except (OSError, TimeoutError, ValueError) as error:
        tell(event="lost", message=f"no scheduler answers at {request['scheduler']}: {error}")
        sys.exit(1)
    threading.Thread(target=end_with_input, args=(cluster,), daemon=True).start()
    tell(event="said", text=f"Dask's dashboard: {client.dashboard_link}")
    try:
        Sweep(client, request["requests"]).run()
    except Exception as error:
        tell(event="lost", message=f"Dask's scheduler or workers are lost: {error}")
        os._exit(1)
    client.close()
    if cluster is not None:
        cluster.close()


if __name__ == "__main__":
    main()
