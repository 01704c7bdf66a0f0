import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';
import * as generated from '../../src/wasm/kernels.generated';
import { kernelModule } from '../../src/wasm/module';
import { importScript } from '../../scripts/lib/import-script';
import { buildProject } from '../support/build-project';
import type { Fault } from './fault';

const project = buildProject();
process.on('exit', () => fs.rmSync(project, { recursive: true, force: true }));
const dist = join(project, 'dist');
const scripts = importScript<{ build: (root: string) => Promise<boolean> }>('build.mjs');
const kernels = importScript<{ kernelsAreFresh: (root: string) => boolean }>('lib/wasm-kernels.mjs');
const build = async () => (await scripts).build(project);

/** All files of the build with their contents, as text. */
function contents(): string {
  return fs
    .readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const entry = fs.lstatSync(join(dist, name));
      return `${name}: ${entry.isFile() ? fs.readFileSync(join(dist, name), 'utf8') : entry.isDirectory() ? 'a folder' : 'neither'}`;
    })
    .join('\n');
}

/** What the next build makes of a damage: anew the files that were there before. */
function damage(fault: string, act: (index: string) => void): Fault {
  return {
    fault: `dist/ with ${fault}`,
    async inject() {
      await build();
      const whole = contents();
      act(join(dist, 'index.js'));
      const built = await build();
      const after = contents() === whole ? 'as it was' : 'something else';
      return `${built ? 'built anew' : 'taken for fresh'}, ${after}; left in build/: ${fs.readdirSync(join(project, 'build')).join() || 'nothing'}`;
    },
    expected: 'built anew, as it was; left in build/: nothing',
  };
}

function edit(file: string, change: (text: string) => string): void {
  fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
}

const damages: Fault[] = [
  damage('an emptied file', (index) => fs.writeFileSync(index, '')),
  damage('a file cut off', (index) => fs.truncateSync(index, 30)),
  damage('one character changed', () => edit(join(dist, 'modules.js'), (text) => text.replace('42', '43'))),
  damage('a lost declaration', () => fs.rmSync(join(dist, 'lib/answer.d.ts'))),
  damage('an emptied declaration', () => fs.writeFileSync(join(dist, 'lib/answer.d.ts'), '')),
  damage('a file too many', () => fs.writeFileSync(join(dist, 'lib/stale.js'), '')),
  damage('a folder too many', () => fs.mkdirSync(join(dist, 'old'))),
  damage('two files exchanged', (index) => {
    const other = join(dist, 'modules.js');
    fs.renameSync(index, `${index}.tmp`);
    fs.renameSync(other, index);
    fs.renameSync(`${index}.tmp`, other);
  }),
  damage('a link in the place of a file', (index) => {
    fs.copyFileSync(index, join(project, 'elsewhere.js'));
    fs.rmSync(index);
    fs.symlinkSync(join(project, 'elsewhere.js'), index);
  }),
  damage('a folder in the place of a file', (index) => {
    fs.rmSync(index);
    fs.mkdirSync(index);
  }),
  damage('a changed stamp', () => edit(join(dist, '.stamp'), (text) => text.replace(/^./, 'x'))),
  damage('an emptied stamp', () => fs.writeFileSync(join(dist, '.stamp'), '')),
  damage('a folder in the place of the stamp', () => {
    fs.rmSync(join(dist, '.stamp'));
    fs.mkdirSync(join(dist, '.stamp'));
  }),
  damage('itself a link to another build', () => {
    fs.renameSync(dist, join(project, 'other'));
    fs.symlinkSync(join(project, 'other'), dist);
  }),
  damage('itself a link to nothing', () => {
    fs.rmSync(dist, { recursive: true });
    fs.symlinkSync(join(project, 'nothing'), dist);
  }),
  damage('itself a file', () => {
    fs.rmSync(dist, { recursive: true });
    fs.writeFileSync(dist, '');
  }),
  damage('what killed builds left beside it', (index) => {
    for (const name of ['dist-123', 'dist-old-123']) fs.mkdirSync(join(project, 'build', name));
    fs.writeFileSync(join(project, 'build/kernels-123.wasm'), '');
    fs.rmSync(index);
  }),
];

/** What the command says and ends with where something is lacking; `dist/` has to be built. */
function lacking(fault: string, act: () => NodeJS.ProcessEnv | undefined, expected: RegExp): Fault {
  return {
    fault: `node scripts/build.mjs ${fault}`,
    inject() {
      fs.rmSync(dist, { recursive: true, force: true });
      const env = { ...process.env, ...act() };
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'scripts/build.mjs')], {
        env,
        encoding: 'utf8',
      });
      return `${status}: ${(stdout + stderr).trim()}; dist/ is ${fs.existsSync(dist) ? 'there' : 'not there'}`;
    },
    expected,
  };
}

/** For a process in which a function of `node:fs` fails. */
function failing(name: string, code: string): NodeJS.ProcessEnv {
  const file = join(project, `${name}.cjs`);
  fs.writeFileSync(
    file,
    `require('node:fs').${name} = () => { throw Object.assign(new Error('${code}'), { code: '${code}' }); };\n` +
      "require('node:module').syncBuiltinESMExports();\n",
  );
  return { NODE_OPTIONS: `--require ${JSON.stringify(file)}` };
}

/** What is said when the embedded code has one character changed, in each of seventy places. */
function loadDamaged(): string {
  const writable = generated as { KERNELS: string };
  const whole = writable.KERNELS;
  const said = new Set<string>();
  try {
    for (let i = 0; i < 70; i++) {
      const at = Math.floor((i * (whole.length - 4)) / 69);
      writable.KERNELS = whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1);
      try {
        kernelModule();
        said.add('loaded');
      } catch (error) {
        said.add(String(error));
      }
    }
  } finally {
    writable.KERNELS = whole;
  }
  return [...said].join('; ');
}

/** Whether the file of the embedded kernels counts as fresh after a change. */
function kernelFile(fault: string, change: (text: string) => string): Fault {
  return {
    fault: `src/wasm/kernels.generated.ts with ${fault}`,
    async inject() {
      const { kernelsAreFresh } = await kernels;
      const folder = join(project, 'src/wasm');
      const file = join(folder, 'kernels.generated.ts');
      fs.cpSync(join(root, 'src/wasm/assembly'), join(folder, 'assembly'), { recursive: true });
      fs.copyFileSync(join(root, 'src/wasm/kernels.generated.ts'), file);
      try {
        const before = kernelsAreFresh(project);
        edit(file, change);
        return `${before ? 'fresh' : 'stale'}, then ${kernelsAreFresh(project) ? 'fresh' : 'stale'}`;
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    },
    expected: 'fresh, then stale',
  };
}

export const faults: Fault[] = [
  ...damages,
  {
    fault: 'src/ that does not compile any more',
    async inject() {
      await build();
      const whole = contents();
      edit(join(project, 'src/index.ts'), (text) => `${text}export const wrong: number = 'text';\n`);
      try {
        await build();
        return 'built';
      } catch (error) {
        return `${(error as Error).name}; dist/ is ${contents() === whole ? 'as it was' : 'changed'}`;
      } finally {
        edit(join(project, 'src/index.ts'), (text) => text.replace(/^export const wrong.*\n/m, ''));
      }
    },
    expected: 'BuildError; dist/ is as it was',
  },
  lacking(
    'on a read-only disk',
    () => failing('mkdirSync', 'EROFS'),
    /^3: build: the project's folder can't be written \(EROFS\): make it writable.*; dist\/ is not there$/,
  ),
  lacking(
    'on a full disk',
    () => failing('writeFileSync', 'ENOSPC'),
    /^3: build: the disk is full \(ENOSPC\): make room, then repeat\.; dist\/ is not there$/,
  ),
  lacking(
    'without the compiler',
    () => void fs.rmSync(join(project, 'node_modules/typescript')),
    /^3: build: a package is missing \(Cannot find module 'typescript'\): npm run setup brings it\.; dist/,
  ),
  {
    fault: 'the embedded kernels, loaded with one character changed, in seventy places',
    inject: loadDamaged,
    expected:
      /^KernelError: wasm: the embedded kernels are damaged: install softmax-lab anew, or `npm run build` [^;]*$/,
  },
  kernelFile(
    'one character changed',
    (text) => `${text.slice(0, 5000)}${text[5000] === 'A' ? 'B' : 'A'}${text.slice(5001)}`,
  ),
  kernelFile('its end cut off', (text) => text.slice(0, -100)),
  kernelFile('another checksum', (text) => text.replace(/CRC32 = \d/, 'CRC32 = 9')),
  kernelFile('nothing in it', () => ''),
];
