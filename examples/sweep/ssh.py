"""Dask's workers on machines by SSH, for `npm run sweep -- … --scheduler ADDRESS`.

    .venv-sweep/bin/python -m pip install asyncssh==2.24.1
    .venv-sweep/bin/python examples/sweep/ssh.py host1 host2 … [--workers n] [--port SSH's]

Each machine has a folder of softmax-lab at this one's path, of the same version and set up (or shared), and lets you in by a key
that needs no words. The scheduler lies on the first. It prints the address and keeps the workers until it is interrupted.
"""

import argparse
import os
import pathlib
import shlex
import signal
import sys

import dask
from distributed import SSHCluster

PROJECT = pathlib.Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hosts", nargs="+")
    parser.add_argument("--workers", type=int, default=4, help="on each machine (%(default)s)")
    parser.add_argument("--port", type=int, default=22)
    given = parser.parse_args()
    dask.config.set({"distributed.scheduler.worker-saturation": 1.0})
    # What a login shell would set, a command by SSH lacks: Node lies where it lies here.
    python = shlex.join(["env", f"SOFTMAX_LAB_ROOT={PROJECT}", f"PATH={os.environ['PATH']}", sys.executable])
    cluster = SSHCluster(
        [given.hosts[0], *given.hosts],
        connect_options={"port": given.port},
        worker_options={"nthreads": 1, "n_workers": given.workers, "memory_limit": 0},
        remote_python=python,
    )
    print(cluster.scheduler_address, flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    cluster.close()
