"""Writes pytorch.json: PyTorch's probabilities of the twenty photographs, in millionths, for test/imagenet.test.ts.

    npm run data -- squeezenet imagenet-samples
    .venv-frameworks/bin/python test/squeezenet/generate.py

The network is written out here, by the names that its layers had where the weights come from. What it is given is what
`datasets` makes of the photographs: decoding and resizing are compared with Pillow in test/images.
"""

import json
import pathlib
import platform
import subprocess
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
HERE = pathlib.Path(__file__).parent
FETCH = """
const { writeFileSync } = require('node:fs');
const folder = process.argv[1];
const { datasets, images } = require('softmax-lab');
(async () => {
  writeFileSync(`${folder}/weights`, await datasets.squeezenetWeights());
  const samples = await datasets.imagenetSamples();
  const photographs = samples.map(({ bytes, name }) => images.decodeImage(bytes, name));
  writeFileSync(`${folder}/input`, datasets.squeezenetInput(photographs).data);
  process.stdout.write(JSON.stringify(samples.map(({ name }) => name)));
})();
"""


def fetch():
    """The names of the photographs, what the network takes of them, and its weights by their names in the file."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", "--eval", FETCH, folder]
        names = json.loads(subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE).stdout)
        x = np.fromfile(f"{folder}/input", np.float32).reshape(len(names), 227, 227, 3)
        file = pathlib.Path(folder, "weights").read_bytes()
    start = 8 + int.from_bytes(file[:8], "little")
    header = json.loads(file[8:start])
    header.pop("__metadata__", None)
    weights = {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        data = np.frombuffer(file[start + begin : start + end], np.float32).reshape(tensor["shape"])
        weights[name] = torch.from_numpy(data.copy())
    return names, torch.from_numpy(x).permute(0, 3, 1, 2), weights


def network(x, weights):
    """SqueezeNet 1.1, its pooling without padding; x has its channels first."""

    def conv(x, place, **options):
        kernel = weights.pop(f"{place}.weight").permute(3, 2, 0, 1)
        return F.relu(F.conv2d(x, kernel, weights.pop(f"{place}.bias"), **options))

    def fire(x, place):
        narrow = conv(x, f"{place}.0")
        return torch.cat([conv(narrow, f"{place}.2.0"), conv(narrow, f"{place}.2.1", padding=1)], 1)

    conv1 = conv(x, 0, stride=2, padding=1)
    fire3 = fire(fire(F.max_pool2d(conv1, 3, 2), 3), 4)
    fire5 = fire(fire(F.max_pool2d(fire3, 3, 2), 6), 7)
    fire9 = fire(fire(fire(fire(F.max_pool2d(fire5, 3, 2), 9), 10), 11), 12)
    return conv(fire9, 13).mean((2, 3))


def main():
    names, x, weights = fetch()
    probabilities = torch.softmax(network(x, weights), 1)
    assert not weights, f"the network has no {', '.join(weights)}"
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    millionths = (1e6 * probabilities.double()).round().int().tolist()
    rows = ",\n".join(f'"{name}": {json.dumps(row, separators=(",", ":"))}' for name, row in zip(names, millionths))
    text = f'{{\n"versions": {json.dumps(versions)},\n"millionths": {{\n{rows}\n}}\n}}\n'
    (HERE / "pytorch.json").write_text(text)


main()
