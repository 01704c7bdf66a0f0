"""Recommenders by RecBole.

The caller provides: row_starts [U + 1] and columns [N] (the history of each user, CSR), items, model ("MultiDAE", "EASE" or
"BPR"), options (of the model and its training, by RecBole's names; all else is RecBole's default; mlp_hidden_size 0 is no such
layer), seed. One thread: then RecBole gives the same scores every time.

RecBole 1.2.1 asks for NumPy's names of before 2.0, and for TensorBoard, which it would write its losses to.
"""

import os
import platform
import sys
import tempfile
import types
from unittest.mock import MagicMock

import numpy
import pandas
import torch

numpy.float_, numpy.complex_, numpy.unicode_ = numpy.float64, numpy.complex128, numpy.str_
sys.modules["torch.utils.tensorboard"] = types.SimpleNamespace(SummaryWriter=MagicMock())

import recbole
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.data.interaction import Interaction
from recbole.utils import get_model, get_trainer, init_seed

torch.set_num_threads(1)
users, items = len(row_starts) - 1, int(items)
counts = ("embedding_size", "latent_dimension", "epochs", "train_batch_size")
options = {name: int(value) if name in counts else value for name, value in options.items()}
if "mlp_hidden_size" in options:
    options["mlp_hidden_size"] = [int(options["mlp_hidden_size"])] if options["mlp_hidden_size"] else []
if model == "MultiDAE":
    options["train_neg_sample_args"] = None

with tempfile.TemporaryDirectory() as folder:
    os.makedirs(f"{folder}/lab")
    tables = {
        "inter": {"user_id:token": numpy.repeat(numpy.arange(users), numpy.diff(row_starts)), "item_id:token": columns},
        "user": {"user_id:token": range(users)},
        "item": {"item_id:token": range(items)},
    }
    for name, table in tables.items():
        pandas.DataFrame(table).to_csv(f"{folder}/lab/lab.{name}", sep="\t", index=False)
    os.chdir(folder)
    config = Config(
        model=model,
        dataset="lab",
        config_dict={
            "data_path": folder,
            "load_col": None,
            "use_gpu": False,
            "seed": int(seed),
            "eval_args": {"split": {"RS": [1, 0, 0]}, "order": "RO", "group_by": "user", "mode": "full"},
            **options,
        },
    )
    init_seed(config["seed"], config["reproducibility"])
    dataset = create_dataset(config)
    train, _, _ = data_preparation(config, dataset)
    trained = get_model(model)(config, train.dataset)
    get_trainer(config["MODEL_TYPE"], model)(config, trained).fit(train, saved=False, verbose=False)
    os.chdir("/")

# RecBole numbers users and items in the order of its tables, from 1.
own_users = dataset.token2id("user_id", [str(user) for user in range(users)])
own_items = dataset.token2id("item_id", [str(item) for item in range(items)])
trained.eval()
with torch.no_grad():
    scores = trained.full_sort_predict(Interaction({"user_id": torch.as_tensor(own_users)})).reshape(users, items + 1)

{
    "scores": numpy.asarray(scores, dtype=numpy.float64)[:, own_items],
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "pandas": pandas.__version__,
        "torch": torch.__version__,
        "recbole": recbole.__version__,
    },
}
