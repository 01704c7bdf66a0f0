import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin, type PluginBuild } from 'esbuild';
import { root } from '../lib/paths';

/** In a page the compiler is a package like others, and Node's modules are what the kernel gives out for them. */
const inPage: Plugin = {
  name: 'in-page',
  setup: (build) => {
    build.onResolve({ filter: /\/tslab$/ }, () => ({
      path: join(root, 'scripts/book/kernel/typescript.ts'),
    }));
  },
};

const common: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'error',
  absWorkingDir: root,
  plugins: [inPage],
};

async function bundled(entry: string, options: BuildOptions = {}): Promise<string> {
  const entryPoints = [join(root, 'scripts/book', entry)];
  const { outputFiles } = await build({ ...common, ...options, entryPoints, write: false });
  return outputFiles[0].text;
}

/** A package for the cells, as a script that sets it down where `kernel/modules.ts` looks. */
async function packaged(name: string, options: BuildOptions = {}): Promise<string> {
  const contents = `self.book.packages[${JSON.stringify(name)}] = require(${JSON.stringify(name)});`;
  const { outputFiles } = await build({
    ...common,
    ...options,
    stdin: { contents, resolveDir: root },
    write: false,
  });
  return outputFiles[0].text;
}

/** Writes the scripts of the pages into the folder of assets. */
export async function writeBundles(assets: string, outDir: string): Promise<void> {
  const write = (folder: string, name: string, text: string): void => writeFileSync(join(folder, name), text);
  const [reader, theme, entrance, playground, offline, kernel, compiler, decimal, danfo, tensorflow] =
    await Promise.all([
      bundled('reader/main.ts'),
      bundled('reader/set-theme.ts'),
      bundled('reader/entrance.ts'),
      bundled('reader/playground.ts'),
      bundled('reader/offline.ts'),
      bundled('kernel/main.ts'),
      bundled('kernel/compiler.ts', { define: { 'process.browser': 'true' }, external: nodeModules }),
      packaged('decimal.js'),
      packaged('danfojs-node', {
        plugins: [danfoInPage, tensorflowInPage, inPage],
        define: { global: 'self' },
      }),
      packaged('@tensorflow/tfjs-node', { plugins: [tensorflowInPage, inPage], define: { global: 'self' } }),
    ]);
  write(assets, 'reader.js', reader);
  write(assets, 'theme.js', theme);
  write(assets, 'entrance.js', entrance);
  write(assets, 'playground.js', playground);
  write(outDir, 'offline.js', offline);
  // A page opened from a disk may start a worker from a text, and from no file.
  write(assets, 'kernel.js', `window.KERNEL = ${JSON.stringify(kernel)};`);
  write(assets, 'compiler.js', compiler);
  write(assets, 'decimal.js', decimal);
  write(assets, 'danfo.js', danfo);
  write(assets, 'tensorflow.js', tensorflow);
  write(assets, 'plotly.js', readFileSync(join(root, 'node_modules/plotly.js/plotly-strict.min.js'), 'utf8'));
}

const nodeModules = ['fs', 'path', 'os', 'crypto', 'perf_hooks', 'inspector', 'module', 'source-map-support'];

/** Without graphics it computes in JavaScript, as in Node: the same numbers. */
const tensorflowInPage: Plugin = {
  name: 'tensorflow-in-page',
  setup: (build) => leaveOut(build, /^@tensorflow\/tfjs-backend-webgl$/),
};

/** Danfo's readers and writers of files, which no cell in a page calls, are left out. */
const danfoInPage: Plugin = {
  name: 'danfo-in-page',
  setup: (build) =>
    leaveOut(
      build,
      /^(?:fs|path|os|http|https|stream|url|util|zlib|crypto|node-fetch|request|papaparse|xlsx|plotly\.js-dist-min|stream-json.*)$/,
    ),
};

function leaveOut(build: PluginBuild, filter: RegExp): void {
  const namespace = `without-${filter.source}`;
  build.onResolve({ filter }, ({ path }) => ({ path, namespace }));
  build.onLoad({ filter: /.*/, namespace }, () => ({ contents: 'module.exports = {};' }));
}
