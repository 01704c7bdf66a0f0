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

import dask
from distributed import Client, KilledWorker, LocalCluster, as_completed

# A worker that is killed with a task is not the task's fault until it has happened so often.
ATTEMPTS = 10
CONNECT_SECONDS = 10
# How long a run that no worker may take waits for one that may.
NO_WORKER_SECONDS = 60

FOLDER = "SOFTMAX_LAB_ROOT"


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
        error = f"the run ended with {child.returncode}: {errors.decode(errors='replace')[-2000:]}"
        return {"error": error, "worker": worker.address}
    return {**json.loads(output), "worker": worker.address}


class Sweep:
    """Keeps the workers busy with the runs that are left, a few more than they can take at a time."""

    def __init__(self, client, requests):
        self.client = client
        self.waiting = list(reversed(requests))
        self.attempts = {}
        self.refusing = {}  # workers that have another version, and their words
        self.submitted = {}  # requests by the names of their futures
        self.futures = as_completed()

    def able(self):
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        return {address: worker["nthreads"] for address, worker in workers.items() if address not in self.refusing}

    def submit(self, request):
        key = request["key"]
        attempt = self.attempts[key] = self.attempts.get(key, 0) + 1
        workers = list(self.able()) if self.refusing else None
        name = f"softmax-lab-{key[:16]}-{attempt}"
        future = self.client.submit(perform, request, key=name, pure=False, workers=workers)
        self.submitted[name] = request
        self.futures.add(future)

    def fill(self):
        room = 2 * sum(self.able().values()) - self.futures.count()
        while self.waiting and room > 0:
            self.submit(self.waiting.pop())
            room -= 1

    def run(self):
        alone = None
        while self.waiting or not self.futures.is_empty():
            self.fill()
            if not self.futures.is_empty():
                alone = None
                self.end(next(self.futures))
                continue
            if alone is None:
                alone = time.monotonic()
                tell(event="said", text="Waiting for a worker …")
            if time.monotonic() - alone > NO_WORKER_SECONDS:
                words = "; ".join(self.refusing.values())
                raise ConnectionError(f"no worker has taken a run for {NO_WORKER_SECONDS} s. {words}".strip())
            time.sleep(0.5)

    def end(self, future):
        request = self.submitted.pop(future.key)
        if future.status == "error":
            error = future.exception()
            if isinstance(error, KilledWorker) and self.attempts[request["key"]] < ATTEMPTS:
                self.waiting.append(request)
                return
            answer = {"error": f"{type(error).__name__}: {error}"}
        else:
            answer = future.result()  # raises for one that was lost with its scheduler
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
        n_workers=request["workers"],
        threads_per_worker=1,
        memory_limit=0,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs="CRITICAL",
    )
    return cluster, Client(cluster)


def main():
    request = json.loads(sys.stdin.buffer.readline())
    dask.config.set({"distributed.scheduler.allowed-failures": ATTEMPTS})
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
