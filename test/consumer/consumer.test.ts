import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths';

const NEWEST = '7.0.2';
const compilers: Record<string, Record<string, string>> = {
  '5.0.4': { module: 'CommonJS', moduleResolution: 'Node10' },
  [NEWEST]: { module: 'NodeNext', moduleResolution: 'NodeNext' },
};
const project = mkdtempSync(join(tmpdir(), 'softmax-lab consumer '));

function npm(folder: string, ...args: string[]): string {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync(command, [...first, ...args, '--ignore-scripts', '--no-audit', '--no-fund'], options);
}

function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return entries.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describe('a project that installs the packed library', () => {
  before(() => {
    const [{ filename }] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', project)) as {
      filename: string;
    }[];
    writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }');
    npm(project, 'install', join(project, filename));
  });

  it('gets under 5 MB, dependencies included', () => {
    const megabytes = sizeOf(join(project, 'node_modules')) / 1e6;
    assert.ok(megabytes < 5, `${megabytes.toFixed(2)} MB`);
  });

  for (const [version, options] of Object.entries(compilers)) {
    it(`compiles with TypeScript ${version}, strict, and runs`, () => {
      const folder = join(project, `typescript-${version}`);
      npm(project, 'install', '--prefix', folder, `typescript@${version}`);
      cpSync(join(__dirname, 'main.ts'), join(folder, 'main.ts'));
      const compilerOptions = {
        ...options,
        target: 'ES2022',
        strict: true,
        types: [] as string[],
        lib: ['ES2022', 'DOM'],
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
      const tsc = spawnSync(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc')], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(tsc.status, 0, tsc.stdout + tsc.stderr);
      const said = JSON.parse(
        execFileSync(process.execPath, [join(folder, 'main.js')], { encoding: 'utf8' }),
      ) as object;
      assert.match(JSON.stringify(said), /"rows":\[2\],"gradient":\[2,3\].*"accuracy":1/);
    });
  }

  it('imports by name from an ES module, and a subpath', () => {
    const code =
      "import { losses, tensor } from 'softmax-lab'; import { hinge } from 'softmax-lab/losses'; process.exit(losses.hinge === hinge && tensor([1]).data[0] === 1 ? 0 : 1)";
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: project });
  });

  it('loads under 1 MB of code, and no module of Node before it is needed', () => {
    const code = `const Module = require('node:module'); const load = Module._load; const builtin = [];
      Module._load = (name, ...rest) => { if (Module.isBuiltin(name)) builtin.push(name); return load(name, ...rest); };
      require('softmax-lab');
      console.log(JSON.stringify({ builtin, files: Object.keys(require.cache) }));`;
    const text = execFileSync(process.execPath, ['--eval', code], { cwd: project, encoding: 'utf8' });
    const { builtin, files } = JSON.parse(text) as { builtin: string[]; files: string[] };
    assert.deepEqual(builtin, []);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes > 1e5 && bytes < 1e6, `${bytes} bytes`);
  });
});
