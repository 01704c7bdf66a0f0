"""A classifier of digits in PyTorch.

The caller provides: images [steps·batch_size, 784] in the order of the batches, labels, test_images, test_labels,
weights (a state dict), batch_size, lr.
"""

import platform

import numpy
import torch

torch.set_num_threads(1)

model = torch.nn.Sequential(
    torch.nn.Linear(784, 64),
    torch.nn.ReLU(),
    torch.nn.Linear(64, 10),
)
model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
loss_fn = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=lr)

X, y = torch.from_numpy(images), torch.from_numpy(labels).long()
losses = []
model.train()
for start in range(0, len(X), batch_size):
    logits = model(X[start : start + batch_size])
    loss = loss_fn(logits, y[start : start + batch_size])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

model.eval()
with torch.no_grad():
    predictions = model(torch.from_numpy(test_images)).argmax(dim=1)
correct = (predictions == torch.from_numpy(test_labels)).sum().item()

{
    "losses": losses,
    "accuracy": correct / len(test_labels),
    "weights": model.state_dict(),
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "torch": torch.__version__},
}
