import { runCommand } from './lib/command';
import { environmentOf, hasNative, NATIVE_BACKENDS } from './lib/native-backends';
import { nodeTests, testFiles } from './lib/node-tests';
import { runProcess } from './lib/run-process';

const help = `Usage: npm test -- backends

Runs the tests of src/wasm on every backend: WebAssembly, and where there are native kernels AVX2 and AVX-512, which is
emulated on a processor that has none. Then compares the bytes that native kernels leave with WebAssembly's, in a sample
of npm run fuzz's cases, and in builds whose bytes must differ, or must not.

Exit codes: 0 all passed, 1 a test failed.`;

runCommand(help, async () => {
  let passed = true;
  const run = async (files: readonly string[], env = process.env): Promise<void> => {
    const [command, ...args] = nodeTests(files);
    passed = (await runProcess(command, args, { env })) === 0 && passed;
  };
  const kernels = testFiles('src/wasm');
  for (const backend of ['wasm', ...(hasNative() ? NATIVE_BACKENDS : [])]) {
    console.log(`\nsrc/wasm on ${backend}`);
    await run(kernels, await environmentOf(backend));
  }
  await run(testFiles('test/native'));
  return passed;
});
