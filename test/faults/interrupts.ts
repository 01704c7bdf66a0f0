import { losses, math, nn, optim, rng, tensor, torch, train, wasm, zeros, type Tensor } from '../../src';
import { interrupt, interruptMicrotask, used, usedWithoutGarbage } from '../support/interrupt';
import type { Fault } from './fault';

const float32 = (rows: number, columns: number, value: number): Tensor => {
  const x = zeros([rows, columns], { dtype: 'float32' });
  x.data.fill(value);
  return x;
};
const ever = (): never => {
  for (;;);
};
const array = (x: Tensor): Float32Array => x.data as Float32Array;

/** Interrupts `body`; the bytes that are still in use in the next turn of the event loop, and what `then` sees in it. */
async function after(body: (ask: () => void) => void, then?: () => unknown): Promise<string> {
  const before = await usedWithoutGarbage();
  interrupt(body);
  await Promise.resolve();
  const left = used() - before;
  return `${left} bytes left${then ? `; ${String(await then())}` : ''}`;
}

const model = (): nn.Layer => nn.linear(3, 2, { rng: rng(1), dtype: 'float32' });
const data = { features: float32(8, 3, 1), labels: new Int32Array(8) };
const training = { loss: losses.softmaxCrossEntropy, data, epochs: 1, batchSize: 4, rng: rng(1) };
/** A model whose forward pass never ends, in the batch of that number. */
const endless = (layer: nn.Layer, batch: number, ask: () => void): nn.Layer => {
  let count = 0;
  return {
    ...layer,
    forward(x) {
      zeros([100_000], { dtype: 'float32' });
      if (count++ < batch) return layer.forward(x);
      ask();
      return ever();
    },
  };
};

export const faults: Fault[] = [
  {
    fault: 'an interrupt in a scope: its tensors',
    inject: () => after((ask) => wasm.scope(() => (zeros([1000], { dtype: 'float32' }), ask(), ever()))),
    expected: '0 bytes left',
  },
  {
    fault: 'an interrupt in three scopes within one another',
    inject: () =>
      after((ask) => {
        const level = (depth: number): void =>
          wasm.scope(() => {
            zeros([1000], { dtype: 'float32' });
            if (depth > 0) level(depth - 1);
            ask();
            ever();
          });
        level(2);
      }),
    expected: '0 bytes left',
  },
  {
    fault: 'an interrupt in a scope: what is made and scoped later',
    inject: () =>
      after(
        (ask) => wasm.scope(() => (ask(), ever())),
        async () => {
          const before = used();
          const x = float32(2, 2, 5);
          wasm.scope(() => zeros([1000], { dtype: 'float32' }) && 0);
          await Promise.resolve();
          return `${used() - before} bytes for ${x.data.join()}`;
        },
      ),
    expected: '0 bytes left; 512 bytes for 5,5,5,5',
  },
  {
    fault: 'an interrupt in a scope: the same, five times over',
    inject: async () => {
      const before = used();
      for (let i = 0; i < 5; i++) {
        interrupt((ask) =>
          wasm.scope(() => {
            zeros([10_000_000], { dtype: 'float32' });
            ask();
            ever();
          }),
        );
        await Promise.resolve();
      }
      return used() - before;
    },
    expected: 0,
  },
  {
    fault: 'an interrupt in a scope: a tensor that it had kept',
    inject: () => {
      let kept: Tensor = tensor([0]);
      return after(
        (ask) =>
          wasm.scope(() => {
            kept = wasm.keep(float32(2, 2, 3));
            ask();
            ever();
          }),
        () => math.softmax(kept).data.join(),
      );
    },
    expected: '64 bytes left; 0.5,0.5,0.5,0.5',
  },
  {
    fault: 'an interrupt in a scope: a tensor of it that somebody has',
    inject: () => {
      let late: Tensor = tensor([0]);
      return after(
        (ask) =>
          wasm.scope(() => {
            late = float32(2, 2, 3);
            ask();
            ever();
          }),
        () => losses.meanSquaredError(late, late),
      );
    },
    expected: /^DomainError: .*was used after its scope had ended/,
  },
  {
    fault: 'an interrupt in a scope within one that goes on',
    inject: async () => {
      const before = used();
      const x = wasm.scope(() => {
        interrupt((ask) => wasm.scope(() => (zeros([1000], { dtype: 'float32' }), ask(), ever())));
        const x = float32(2, 2, 1);
        zeros([1000], { dtype: 'float32' });
        return x;
      });
      await Promise.resolve();
      return `${used() - before} bytes for ${x.data.join()}`;
    },
    expected: '64 bytes for 1,1,1,1',
  },
  {
    fault: 'an interrupt in train.fit, in its first batch',
    inject: () => {
      const [layer, optimizer] = [model(), optim.adam()];
      return after(
        (ask) => void train.fit({ ...training, model: endless(layer, 0, ask), optimizer }),
        async () => (await train.fit({ ...training, model: layer, optimizer })).trainLoss.length,
      );
    },
    expected: '0 bytes left; 1',
  },
  {
    fault: 'an interrupt just after the first step of an optimiser: its state',
    inject: () => {
      const optimizer = optim.sgd({ learningRate: 1, momentum: 0.5 });
      const parameters = { w: float32(2, 2, 0) };
      const gradients = { w: float32(2, 2, 1) };
      return after(
        (ask) => wasm.scope(() => (optimizer.step(parameters, gradients), ask(), ever())),
        () => (optimizer.step(parameters, gradients), optimizer.state.slots.momentum.w.data.join()),
      );
    },
    expected: '64 bytes left; 1.5,1.5,1.5,1.5',
  },
  {
    fault: 'an interrupt in a kernel on arrays that are copied in',
    inject: () => {
      const x = new Float32Array(1_000_000);
      wasm.add(x, x, x); // threads start
      return after((ask) => {
        for (;;) {
          ask();
          wasm.add(x, x, x);
        }
      });
    },
    expected: '0 bytes left',
  },
  {
    fault: 'an interrupt in a product, with its packed block, and the product after it',
    inject: () => {
      const [a, b, c] = [float32(96, 96, 1), float32(96, 96, 2), float32(96, 96, 0)];
      const product = (): void => wasm.gemm(array(a), array(b), array(c), { m: 96, n: 96, k: 96 });
      return after(
        (ask) => {
          for (;;) {
            product();
            ask();
          }
        },
        () => (product(), c.data.every((value) => value === 192)),
      );
    },
    expected: '0 bytes left; true',
  },
  {
    fault: 'an interrupt in a product on three threads, and the product after it',
    inject: async () => {
      const threads = wasm.threads();
      wasm.setThreads(3);
      const [a, b, c] = [new Float32Array(300 * 300).fill(1), float32(300, 300, 2), float32(300, 300, 0)];
      const product = (): void => wasm.gemm(a, array(b), array(c), { m: 300, n: 300, k: 300 });
      product();
      const seen = await after(
        (ask) => {
          for (;;) {
            ask();
            product();
          }
        },
        () => (product(), c.data.every((value) => value === 600)),
      );
      wasm.setThreads(threads);
      return seen;
    },
    expected: '0 bytes left; true',
  },
  {
    fault: 'an interrupt in a convolution, with its temporary blocks',
    inject: () => {
      const layer = nn.conv2d(4, 4, { kernelSize: 3, rng: rng(1), dtype: 'float32' });
      const images = zeros([8, 16, 16, 4], { dtype: 'float32' });
      return after((ask) => {
        for (;;) {
          wasm.scope(() => {
            const [output, cache] = layer.forward(images);
            layer.backward(cache, output);
          });
          ask();
        }
      });
    },
    expected: '0 bytes left',
  },
  {
    fault: 'an interrupt in wasm.peakBytes, and the peak of the call around it',
    inject: () =>
      wasm.peakBytes(() => {
        wasm.scope(() => zeros([65_536], { dtype: 'float32' }) && 0);
        interrupt((ask) => wasm.peakBytes(() => (ask(), ever())));
      }),
    expected: 262_144,
  },
  {
    fault: 'an interrupt in torch.no_grad: gradients after it',
    inject: () =>
      after(
        (ask) => torch.no_grad(() => (ask(), ever())),
        () => {
          const z = torch.tensor([[0, 0]], { requires_grad: true });
          torch.nn.CrossEntropyLoss()(z, [0]).backward();
          return z.grad?.data.join();
        },
      ),
    expected: '0 bytes left; -0.5,0.5',
  },
  {
    fault: 'an interrupt in a scope of a microtask, which drops those that wait',
    inject: async () => {
      const before = await usedWithoutGarbage();
      await interruptMicrotask((ask) =>
        wasm.scope(() => (zeros([1000], { dtype: 'float32' }), ask(), ever())),
      );
      return `${used() - before} bytes left`;
    },
    expected: '0 bytes left',
  },
  {
    fault: 'forty interrupts at any moment of steps of training',
    inject: async () => {
      const layer = nn.sequential(model(), nn.relu());
      const z = new Float32Array(24).fill(0.1);
      const step = (): void =>
        wasm.scope(() => {
          const [y, cache] = layer.forward(tensor(z, { shape: [8, 3] }));
          const { gradient } = losses.softmaxCrossEntropy.withGradient(y, data.labels);
          layer.backward(cache, gradient);
          wasm.scope(() => math.softmax(float32(64, 64, 1)) && 0);
        });
      step();
      const before = await usedWithoutGarbage();
      const left: number[] = [];
      for (let i = 0; i < 40; i++) {
        interrupt((ask) => {
          for (let n = 0; ; n++) {
            if (n === i) ask();
            step();
          }
        });
        await Promise.resolve();
        left.push(used() - before);
      }
      return left.filter((bytes) => bytes !== 0).length;
    },
    expected: 0,
  },
];
