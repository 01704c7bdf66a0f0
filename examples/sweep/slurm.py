"""Dask's workers on Slurm, for `npm run sweep -- … --scheduler ADDRESS`.

    .venv-sweep/bin/python -m pip install dask-jobqueue==0.9.0
    .venv-sweep/bin/python examples/sweep/slurm.py [most workers]

Run it on the login node, in a folder of softmax-lab that all nodes see, after `npm run setup` and `npm run sweep:setup`.
It prints the address and asks Slurm for workers as there is work, until it is interrupted. A worker is a job with one
core, on which it does one run at a time; other queues (PBS, LSF, SGE, HTCondor) are other classes of dask_jobqueue.
"""

import pathlib
import shlex
import signal
import sys

from dask_jobqueue import SLURMCluster
from dask_jobqueue.local import LocalCluster

PROJECT = pathlib.Path(__file__).resolve().parents[2]


def open_cluster(kind=SLURMCluster):
    limits = {"walltime": "04:00:00"} if kind is SLURMCluster else {}
    return kind(
        cores=1,
        processes=1,
        memory="4GB",
        python=shlex.join(["env", f"SOFTMAX_LAB_ROOT={PROJECT}", sys.executable]),
        # A worker leaves before Slurm ends it, so that its run begins at once elsewhere.
        worker_extra_args=["--lifetime", "230m", "--lifetime-stagger", "5m"],
        **limits,
    )


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--local"]
    # --local: jobs of this machine in place of Slurm's, to try it
    cluster = open_cluster(LocalCluster if "--local" in sys.argv else SLURMCluster)
    cluster.adapt(minimum=0, maximum=int(arguments[0]) if arguments else 100)
    print(cluster.scheduler_address, flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    cluster.close()
