import { memory } from '../../src/wasm/memory';

/**
 * With the add-on that is compiled with sanitizers: a kernel that touches a byte which nobody has allocated ends the
 * process, with a report. To be called before anything is allocated.
 */
export function guardMemory(path: string): void {
  const addOn = { exports: {} as { poison: (bytes: Uint8Array, on: 0 | 1) => void } };
  process.dlopen(addOn, path);
  const shared = memory();
  if (!shared) throw new Error('no shared memory');
  const { poison } = addOn.exports;
  let guarded = 65536;
  const mark = (address: number, bytes: number, on: 0 | 1): void => {
    const { buffer } = shared.memory;
    if (buffer.byteLength > guarded) {
      poison(new Uint8Array(buffer, guarded, buffer.byteLength - guarded), 1);
      guarded = buffer.byteLength;
    }
    poison(new Uint8Array(buffer, address, bytes), on);
  };
  const whole = { ...shared };
  Object.assign(shared, {
    tryAllocate(bytes: number) {
      const block = whole.tryAllocate(bytes);
      if (block) mark(block.address, bytes, 0);
      return block;
    },
    allocate(where: string, bytes: number) {
      const block = whole.allocate(where, bytes);
      mark(block.address, bytes, 0);
      return block;
    },
    free(block: Parameters<typeof whole.free>[0]) {
      mark(block.address, block.bytes, 1);
      whole.free(block);
    },
    scratch() {
      const address = whole.scratch();
      mark(address, 524288, 0);
      return address;
    },
  });
}
