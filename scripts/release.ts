import { mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArguments } from './lib/arguments';
import { runCommand } from './lib/command';
import { build, releasePython, root } from './lib/paths';
import { installPythonEnvironment } from './lib/python-environment';
import { openStatus, textTable } from './lib/status';
import { examined, loaded, makeNodeLibrary, zig } from './release/checks';
import { layOut, pack, packageName, packLibrary } from './release/packages';
import { NODE_LIBRARY, PLATFORMS, type Platform } from './release/platforms';

const help = `Usage: npm run release

Makes what is published, in build/release/: the library, and for each platform with native kernels a package with
them, compiled by zig: ${PLATFORMS.map(({ name }) => name).join(', ')}.
npm installs with the library the one that fits. Each add-on is checked by its file (format, processor, what it
exports and needs, glibc 2.17, size); the one of this platform is compared with WebAssembly, the one for musl loaded
where musl is. Publishes nothing.

Installs zig and LIEF into .venv-release at first: 110 MB to download, 530 MB on disk; the first compilation for
Windows takes minutes, for zig makes its C library.

Exit codes: 0 done, 1 a step or a check failed, 2 wrong usage, 3 the environment lacks something.`;

/** More would be a mistake. */
const MOST_BYTES = 1e6;

const folder = join(build, 'release');

runCommand(help, async (args) => {
  parseArguments({ args });
  await installPythonEnvironment({
    command: 'release',
    folder: '.venv-release',
    python: releasePython,
    requirements: 'requirements-release.txt',
    what: 'zig and LIEF',
    download: '110 MB',
    disk: '530 MB',
    modules: ['ziglang', 'lief'],
  });
  const cache = join(root, '.venv-release', 'cache');
  Object.assign(process.env, { ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  makeNodeLibrary(join(root, NODE_LIBRARY));

  const status = openStatus();
  const folders = new Map<Platform, string>();
  for (const platform of PLATFORMS) {
    const { name, target, link = [] } = platform;
    status.set(name, 'compiling');
    folders.set(platform, join(folder, name));
    const compilation = { compiler: zig, flags: ['-target', target], link: ['-s', ...link] };
    await layOut(platform, join(folder, name), compilation);
    status.finish(name, `${name} is compiled.`);
  }
  status.set('library', 'packing');
  const library = await packLibrary(root, folder);
  status.finish('library', 'The library is packed.');

  const rows = [['softmax-lab', basename(library), kilobytes(library), '']];
  let whole = true;
  const files = examined(folders);
  for (const [platform, packaged] of folders) {
    status.set(platform.name, 'being checked');
    const packed = await pack(packaged, folder);
    const bytes = statSync(join(packaged, 'kernels.node')).size;
    const findings = [
      files.get(platform),
      { holds: bytes <= MOST_BYTES, text: `${(bytes / 1e3).toFixed(0)} kB unpacked` },
      loaded(platform, packaged, folder),
    ].flatMap((finding) => finding ?? []);
    const holds = findings.every((finding) => finding.holds);
    whole &&= holds;
    const texts = findings.map((finding) => (finding.holds ? '' : '✗ ') + finding.text);
    rows.push([packageName(platform), basename(packed), kilobytes(packed), texts.join('; ')]);
    status.finish(platform.name, `${platform.name} ${holds ? 'is as it should be.' : 'has problems.'}`);
  }
  console.log(`\n${textTable(['package', 'file', 'size', 'checks'], rows)}\n`);
  console.log(whole ? 'All in build/release/.' : 'Mend what has a ✗ before you publish, and repeat.');
  return whole;
});

function kilobytes(file: string): string {
  return `${(statSync(file).size / 1e3).toFixed(0)} kB`;
}
