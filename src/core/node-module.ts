interface NodeModules {
  'node:child_process': typeof import('node:child_process');
  'node:crypto': typeof import('node:crypto');
  'node:fs': typeof import('node:fs');
  'node:module': typeof import('node:module');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  'node:v8': typeof import('node:v8');
  'node:vm': typeof import('node:vm');
  'node:worker_threads': typeof import('node:worker_threads');
  'node:zlib': typeof import('node:zlib');
  pngjs: { PNG: { sync: { read(file: Uint8Array): Decoded } } };
  'jpeg-js': { decode(file: Uint8Array, options: JpegOptions): Decoded };
}

/** An image as the packages give it, row by row. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface JpegOptions {
  /** Whether three channels are YCbCr, where the file does not say it. */
  readonly colorTransform: boolean | undefined;
  readonly formatAsRGBA: boolean;
  readonly tolerantDecoding: boolean;
  readonly useTArray: boolean;
  readonly maxResolutionInMP: number;
  readonly maxMemoryUsageInMB: number;
}

/**
 * A module of Node, or one of our dependencies, loaded at the first call: importing softmax-lab loads none. Its name is
 * an argument, so that a bundler for the browser does not look for what isn't there, or isn't needed.
 *
 * @throws Error where there is no such module, e.g. in a browser
 */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  return (require as (name: string) => NodeModules[N])(name);
}
