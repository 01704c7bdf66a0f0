/**
 * What ts-node makes of a source file (tsconfig.json names this module), kept under `build/transpiled/`: starting a
 * script and loading the library from `src/` takes a fraction of the time. An entry that is old or damaged is made anew.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { version } = require('typescript/package.json');

const folder = resolve(__dirname, '../../build/transpiled');

exports.create = ({ service }) => {
  // A file outside it would be an error, and such are not kept.
  const compilerOptions = { ...service.config.options, rootDir: undefined };
  const circumstances = version + JSON.stringify(compilerOptions);

  return {
    transpile(input, { fileName }) {
      const entry = join(folder, hashOf(fileName));
      const known = read(entry, circumstances, input);
      if (known) return known;
      const ts = require(service.options.compiler ?? 'typescript'); // which ts-node has loaded
      const { diagnostics, outputText, sourceMapText } = ts.transpileModule(input, {
        fileName,
        compilerOptions,
        reportDiagnostics: true,
      });
      const text = JSON.stringify({ outputText, sourceMapText });
      if (diagnostics.length === 0) write(entry, `${hashOf(circumstances, input, text)}\n${text}`);
      return { diagnostics, outputText, sourceMapText };
    },
  };
};

function read(entry, circumstances, input) {
  try {
    const [hash, text] = readFileSync(entry, 'utf8').split('\n');
    return hash === hashOf(circumstances, input, text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function write(entry, text) {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${entry}.${process.pid}.tmp`, text);
    renameSync(`${entry}.${process.pid}.tmp`, entry);
  } catch {
    // Without room or permission every start costs what it costs.
  }
}

function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\0${part}`);
  return hash.digest('hex');
}
