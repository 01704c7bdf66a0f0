// What Node, Bun and Deno have to agree in: `import` and `require` reach one library, and its kernels run.
import { createRequire } from 'node:module';
import { losses, rng, wasm } from 'softmax-lab';
import { hinge } from 'softmax-lab/losses';

const required = createRequire(import.meta.url)('softmax-lab');
const logits = rng(1).normals([3000, 100], { dtype: 'float32' });
console.log(
  JSON.stringify({
    one: hinge === losses.hinge && hinge === required.losses.hinge,
    kernels: wasm.available(),
    shared: logits.data.buffer instanceof SharedArrayBuffer,
    loss: losses.softmaxCrossEntropy(logits, new Int32Array(3000)),
  }),
);
