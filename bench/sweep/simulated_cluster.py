"""A scheduler of Dask, and hundreds of its workers in a few processes.

As a program it is such a process: simulated_cluster.py ADDRESS FIRST COUNT keeps the workers FIRST, FIRST + 1, …
"""

import asyncio
import logging
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import dask
import psutil
from distributed import Worker

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What workers do for themselves, fifty times a second some of it, five hundred processes would do on processors of their own;
# here it would take half a core before a run begins.
QUIET = {
    "distributed.admin.tick.interval": "5s",
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "60s",
    "distributed.worker.memory.terminate": False,
}
LOOK_SECONDS = 0.25


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


def start(command, environment, files=None):
    def limit():
        if files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    command = [sys.executable, *command]
    environment = {**os.environ, **environment}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT, preexec_fn=limit)


class Cluster:
    """The processes of scheduler and workers; `complaints` are of the scheduler, that it may open too few files."""

    def __init__(self, workers, processes, saturation, files):
        self.workers = workers
        self.complaints = []
        self.folder = tempfile.mkdtemp(prefix="softmax-lab-")
        self.start_scheduler(saturation, files)
        each = -(-workers // processes)
        self.hosts = [self.start_host(first, min(each, workers - first)) for first in range(0, workers, each)]

    def start_scheduler(self, saturation, files):
        environment = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": str(saturation)}
        command = "-m dask scheduler --host 127.0.0.1 --port 0 --dashboard-address 127.0.0.1:0".split()
        self.scheduler = start(command, environment, files)
        for line in self.scheduler.stderr:
            if "Scheduler at:" in line:
                self.address = line.split()[-1]
                break
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.scheduler.stderr:
            if "Too many open files" in line and not self.complaints:
                self.complaints.append(line.strip())

    def start_host(self, first, count):
        host = start([__file__, self.address, str(first), str(count)], {"DASK_TEMPORARY_DIRECTORY": self.folder})
        threading.Thread(target=host.stderr.read, daemon=True).start()
        return host

    def wait(self, client, patience, say):
        """How many workers have come, at last."""
        deadline = time.monotonic() + patience
        while (count := client.sync(client.scheduler.identity, n_workers=0)["n_workers"]) < self.workers:
            ended = any(child.poll() is not None for child in [self.scheduler, *self.hosts])
            if ended or time.monotonic() > deadline:
                break
            say(f"{count} of {self.workers} workers are there")
            time.sleep(2)
        return count

    def end(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        for child in [*self.hosts, self.scheduler]:
            child.kill()


class Watch(threading.Thread):
    """Looks at the scheduler now and then: memory, open files, how long it takes to answer."""

    def __init__(self, client, process):
        super().__init__(daemon=True)
        self.client, self.process = client, psutil.Process(process.pid)
        self.memory = self.files = 0
        self.answers = []
        self.ending = threading.Event()
        self.before = self.seconds()

    def seconds(self):
        """Of the processor's time."""
        times = self.process.cpu_times()
        return times.user + times.system

    def run(self):
        while not self.ending.wait(LOOK_SECONDS):
            began = time.monotonic()
            self.client.sync(self.client.scheduler.identity, n_workers=0)
            self.answers.append(time.monotonic() - began)
            self.memory = max(self.memory, self.process.memory_info().rss)
            self.files = max(self.files, self.process.num_fds())

    def end(self):
        self.ending.set()
        self.join()
        self.used = self.seconds() - self.before
        self.answers.sort()


if __name__ == "__main__":
    asyncio.run(keep_workers(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
