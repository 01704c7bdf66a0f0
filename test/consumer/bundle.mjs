// node bundle.mjs <vite> <entry> <out>: bundles for production, and prints what it costs, and what was warned of.
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const [vite, entry, out] = process.argv.slice(2);
const { build } = await import(pathToFileURL(vite).href);
const warnings = [];
const warn = (text) => warnings.push(text);
const silent = () => undefined;
const customLogger = {
  info: silent,
  warn,
  warnOnce: warn,
  error: warn,
  clearScreen: silent,
  hasErrorLogged: () => false,
};
const { output } = await build({
  root: dirname(entry),
  configFile: false,
  customLogger,
  build: {
    write: false,
    modulePreload: false,
    rollupOptions: { input: entry, preserveEntrySignatures: 'strict' },
  },
});
const code = output.map((chunk) => chunk.code).join('\n');
writeFileSync(out, code);
const withoutKernels = code.replace(/[A-Za-z0-9+/=]{20000,}/g, '');
console.log(
  JSON.stringify({
    gzip: gzipSync(withoutKernels).length,
    kernels: code.length - withoutKernels.length,
    warnings,
  }),
);
