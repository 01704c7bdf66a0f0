"""python -m generate.main DIALECT FILE: writes the cases of a dialect (or of 'inputs') to a file.

One process a dialect, so that frameworks cannot disturb each other; threads are pinned before any is loaded.
"""

import importlib
import os
import pathlib
import sys
import warnings

os.environ.update(
    OMP_NUM_THREADS="1",
    MKL_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    TF_CPP_MIN_LOG_LEVEL="3",
    TF_ENABLE_ONEDNN_OPTS="0",
    KERAS_BACKEND="tensorflow",
    JAX_PLATFORMS="cpu",
    JAX_ENABLE_X64="1",
    XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
)


def main(dialect, path):
    from .cases import Recorder, write_inputs
    from .inputs import INPUTS

    if dialect == "inputs":
        return write_inputs(INPUTS, path)
    warnings.simplefilter("ignore", RuntimeWarning)  # infinities are meant
    module = importlib.import_module(f".{dialect}_cases", __package__)
    if dialect in ("torch", "megatron"):
        import torch

        torch.set_num_threads(1)
    record = Recorder(dialect, module.VERSIONS)
    module.generate(record)
    record.write(path)


main(sys.argv[1], pathlib.Path(sys.argv[2]))
