"""PyTorch: eager, compiled, and its chunked linear cross-entropy."""

from .inputs import THREADS, factors, labels_for, normal, zipf_labels


class Family:
    def __init__(self):
        import torch

        torch.set_num_threads(THREADS)
        self.torch = torch

    def versions(self):
        return {"torch": self.torch.__version__}

    def prepare(self, name, task, sizes):
        torch = self.torch
        F = torch.nn.functional
        compiled = (lambda f: torch.compile(f, dynamic=False)) if name == "PyTorch compile" else (lambda f: f)
        if name == "PyTorch chunked" and task != "linear-cross-entropy":
            return None

        def classes_of(rows, classes):
            return torch.from_numpy(labels_for(rows, classes))

        def parameter(*shape, scale=1.0):
            return torch.from_numpy(normal(*shape, scale=scale)).requires_grad_()

        def pictures(rows, side, scale=1.0):
            # Channels last in memory: PyTorch's convolutions are faster so.
            return torch.from_numpy(normal(rows, side, side, 3, scale=scale)).permute(0, 3, 1, 2)

        if task == "cross-entropy":
            rows, classes, call = sizes
            z, y = parameter(rows, classes, scale=3), classes_of(rows, classes)
            if call == 2:
                value = compiled(F.cross_entropy)
                return torch.no_grad()(lambda: value(z, y))
            options = {}
            if call in (3, 6):
                options = {"weight": torch.rand(classes) + 0.5, "label_smoothing": 0.1}
            if call in (4, 6):
                y = torch.from_numpy(normal(rows, classes, scale=2)).softmax(1)
            cap = (lambda z: 30 * torch.tanh(z / 30)) if call in (5, 6) else (lambda z: z)
            loss = compiled(lambda z, y: F.cross_entropy(cap(z), y, **options))

            def step():
                loss(z, y).backward()
                z.grad = None  # freed here, so that a call begins without the last one's results

            return step
        if task == "losses":
            if name != "PyTorch":
                return None
            from .torch_losses import KINDS, LOSSES

            which, *shape = sizes
            title, kind = KINDS[which]
            of_elements = kind == "elements"
            z, y = parameter(*shape, scale=3), classes_of(shape if of_elements else shape[0], 2 if of_elements else shape[1])
            y = y.float() if of_elements else y
            if kind == "cosines":
                z = z.detach().cos().requires_grad_()
            loss = LOSSES[title]

            def step():
                loss(z, y).backward()
                z.grad = None

            return step
        if task == "matmul":
            if name != "PyTorch":
                return None
            m, k, n, kind = sizes
            a, b = map(torch.from_numpy, factors(*sizes))
            a, b = a.T if kind == 2 else a, b.T if kind == 1 else b
            out = torch.empty(m, n)
            return lambda: torch.mm(a, b, out=out)
        if task in ("softmax-regression", "cnn"):
            if task == "cnn":
                rows, side = sizes
                nn, layers, before = torch.nn, [], 3
                for channels in (16, 32, 64, 128):
                    pool = [nn.MaxPool2d(2)] if channels < 128 else []
                    conv = nn.Conv2d(before, channels, 3, padding=1, bias=False)
                    layers += [conv, nn.BatchNorm2d(channels), *pool, nn.ReLU()]
                    before = channels
                model = nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(128, 10))
                momentum = {"momentum": 0.9, "nesterov": True}
                model = model.to(memory_format=torch.channels_last)
                x, y = pictures(rows, side), classes_of(rows, 10)
            else:
                rows, inputs, classes = sizes
                model, momentum = torch.nn.Linear(inputs, classes), {}
                x, y = torch.rand(rows, inputs), classes_of(rows, classes)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01, **momentum)
            loss = compiled(lambda x, y: F.cross_entropy(model(x), y))

            def step():
                optimizer.zero_grad()
                loss(x, y).backward()
                optimizer.step()

            return step
        if task == "transformer":
            rows, length, size = sizes
            model = transformer(torch, length, size)
            x = classes_of((rows, length), 79)
            y = classes_of(rows * length, 79)
            optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
            loss = compiled(lambda x, y: F.cross_entropy(model(x).flatten(0, 1), y))

            def step():
                optimizer.zero_grad()
                loss(x, y).backward()
                optimizer.step()

            return step
        if task == "squeezenet":
            if name != "PyTorch":
                return None
            forward = torch.inference_mode()(squeezenet(torch).to(memory_format=torch.channels_last))
            x = pictures(*sizes, scale=60)
            return lambda: forward(x)
        if task == "linear-cross-entropy":
            rows, inputs, classes = sizes
            x, w = parameter(rows, inputs), parameter(classes, inputs, scale=0.06)
            y = classes_of(rows, classes)
            if name == "PyTorch chunked":
                options = torch.nn.LinearCrossEntropyOptions()
                loss = lambda x, w, y: F.linear_cross_entropy(x, w, y, options=options)
            else:
                loss = compiled(lambda x, w, y: F.cross_entropy(F.linear(x, w), y))

            def step():
                loss(x, w, y).backward()
                x.grad = w.grad = None

            return step
        if task == "large-vocabulary":
            rows, inputs, classes, kind = sizes
            if kind not in (0, 3) or name == "PyTorch chunked":
                return None
            x, y = parameter(rows, inputs), torch.from_numpy(zipf_labels(rows, classes))
            if kind == 0:
                layer = torch.nn.Linear(inputs, classes)
                loss = compiled(lambda x, y: F.cross_entropy(layer(x), y))
            else:
                layer = torch.nn.AdaptiveLogSoftmaxWithLoss(inputs, classes, [500, 2500], div_value=2)
                loss = compiled(lambda x, y: layer(x, y).loss)
            optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)

            def step():
                optimizer.zero_grad()
                x.grad = None
                loss(x, y).backward()
                optimizer.step()

            return step
        return None

    def probe(self, name, z, y):
        torch = self.torch
        F = torch.nn.functional
        compiled = torch.compile if name == "PyTorch compile" else (lambda f: f)
        z, y = torch.from_numpy(z).requires_grad_(), torch.from_numpy(y).long()
        losses = compiled(lambda z, y: F.cross_entropy(z, y, reduction="none"))(z, y)
        losses.sum().backward()
        p = compiled(lambda z: F.softmax(z, 1))(z)
        log_p = compiled(lambda z: F.log_softmax(z, 1))(z)
        return [t.detach().numpy() for t in (p, log_p, losses, z.grad)]


def squeezenet(torch):
    """SqueezeNet 1.1, its pooling without padding as ours."""
    nn = torch.nn

    class Expand(nn.Module):
        def __init__(self, narrow, wide):
            super().__init__()
            self.small, self.large = nn.Conv2d(narrow, wide, 1), nn.Conv2d(narrow, wide, 3, padding=1)

        def forward(self, x):
            return torch.cat([self.small(x), self.large(x)], 1)

    def fire(before, narrow, wide):
        return nn.Conv2d(before, narrow, 1), nn.ReLU(), Expand(narrow, wide), nn.ReLU()

    return nn.Sequential(
        nn.Conv2d(3, 64, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
        *fire(64, 16, 64), *fire(128, 16, 64), nn.MaxPool2d(3, 2),
        *fire(128, 32, 128), *fire(256, 32, 128), nn.MaxPool2d(3, 2),
        *fire(256, 48, 192), *fire(384, 48, 192), *fire(384, 64, 256), *fire(512, 64, 256),
        nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )


def transformer(torch, length, size, classes=79, heads=4):
    """The language model of notebook 19, of PyTorch's own layers and its fused attention."""
    nn = torch.nn

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.projections, self.output = nn.Linear(size, 3 * size), nn.Linear(size, size)

        def forward(self, x):
            parts = self.projections(x).unflatten(-1, (3, heads, size // heads)).permute(2, 0, 3, 1, 4)
            mixed = nn.functional.scaled_dot_product_attention(*parts, is_causal=True)
            return self.output(mixed.transpose(1, 2).flatten(2))

    class Residual(nn.Sequential):
        def forward(self, x):
            return x + super().forward(x)

    class Embedding(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens, self.positions = nn.Embedding(classes, size), nn.Embedding(length, size)

        def forward(self, x):
            return self.tokens(x) + self.positions.weight

    def block():
        hidden = nn.Linear(size, 4 * size), nn.GELU(), nn.Linear(4 * size, size)
        return Residual(nn.LayerNorm(size), Attention()), Residual(nn.LayerNorm(size), *hidden)

    return nn.Sequential(Embedding(), *block(), *block(), nn.LayerNorm(size), nn.Linear(size, classes))
