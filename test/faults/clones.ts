import { deserialize, serialize } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import { losses, math, tensor, torch, wasm, zeros, type Tensor } from '../../src';
import type { Fault } from './fault';

const float32 = (...numbers: number[]): Tensor => tensor([numbers], { dtype: 'float32' });
const parameters = { weight: float32(1, 2), bias: float32(3) };

const REFUSED = 'DataCloneError: #<Object> could not be cloned.';
const noNumbersOfItsOwn = /^DomainError: .*is a clone .*clone data\.slice\(\)$/;

/** How many of 400 copies no longer hold their numbers when others have had the memory. */
function wrongCopies(copy: (x: Tensor) => ArrayLike<number>): number {
  const copies = Array.from({ length: 400 }, (_, i) =>
    wasm.scope(() => {
      const x = zeros([64], { dtype: 'float32' });
      x.data.fill(i);
      return copy(x);
    }),
  );
  return copies.filter((data, i) => Array.from(data).some((value) => value !== i)).length;
}

export const faults: Fault[] = [
  {
    fault: 'structuredClone of a float32 tensor',
    inject: () => structuredClone(float32(1)),
    expected: REFUSED,
  },
  {
    fault: "structuredClone of a model's float32 parameters",
    inject: () => structuredClone([parameters]),
    expected: REFUSED,
  },
  {
    fault: 'structuredClone of a result',
    inject: () => structuredClone(math.softmax(float32(1, 2))),
    expected: REFUSED,
  },
  {
    fault: 'structuredClone of a torch tensor',
    inject: () => structuredClone(torch.tensor([1, 2])),
    expected: REFUSED,
  },
  {
    fault: 'structuredClone of a float64 tensor, whose numbers are then changed',
    inject: () => {
      const x = tensor([1, 2]);
      const clone = structuredClone(x);
      x.data[0] = 9;
      return clone.data[0];
    },
    expected: 1,
  },
  {
    fault: 'postMessage of a float32 tensor',
    inject: () => new MessageChannel().port1.postMessage(parameters),
    expected: REFUSED,
  },
  {
    fault: 'workerData with a float32 tensor',
    inject: () => new Worker('', { eval: true, workerData: parameters }),
    expected: REFUSED,
  },
  {
    fault: 'v8.serialize of a float32 tensor',
    inject: () => serialize(parameters),
    expected: 'Error: #<Object> could not be cloned.',
  },
  {
    fault: 'a tensor of a clone of an array in the shared memory, of 2 numbers',
    inject: () => tensor(structuredClone(parameters.weight.data)),
    expected: noNumbersOfItsOwn,
  },
  {
    fault: 'a kernel on a clone of an array in the shared memory, of 2048 numbers',
    inject: () => wasm.exp(structuredClone(wasm.float32Array(2048)), wasm.float32Array(2048)),
    expected: noNumbersOfItsOwn,
  },
  {
    fault: 'a tensor written by hand around a clone, as out',
    inject: () => {
      const { weight } = parameters;
      const out = { ...weight, data: structuredClone(weight.data) };
      return losses.meanSquaredError.withGradient(weight, weight, { out });
    },
    expected: noNumbersOfItsOwn,
  },
  {
    fault: '400 snapshots, structuredClone of data.slice(), while others take the memory',
    inject: () => wrongCopies((x) => structuredClone({ data: x.data.slice(), shape: x.shape }).data),
    expected: 0,
  },
  {
    fault: '400 snapshots, v8.serialize of data, while others take the memory',
    inject: () => wrongCopies((x) => deserialize(serialize(x.data)) as Float32Array),
    expected: 0,
  },
];
