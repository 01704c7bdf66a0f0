import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/lib/paths';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  version: string;
  license: string;
  engines: { node: string };
  scripts: Record<string, string>;
};
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);

/** What pip has noted of the packages of an environment. */
function toolsIn(environment: string): { name: string; version: string; python: string }[] {
  const metadata = readdirSync(join(root, environment), { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.dist-info[\\/]METADATA$/.test(path),
  );
  return metadata.map((path) => {
    const text = read(join(environment, path));
    const field = (name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1] ?? '';
    return { name: field('Name'), version: field('Version'), python: field('Requires-Python') };
  });
}

describe('Where the project is published or opened without an installation', () => {
  for (const path of [...workflows, 'binder/postBuild', '.devcontainer/devcontainer.json']) {
    it(`runs commands that there are: ${path}`, () => {
      const commands = [...read(path).matchAll(/\bnpm (?:run )?([\w:]+)/g)].map(([, name]) => name);
      const own = commands.filter((name) => name !== 'publish' && name !== 'cache');
      assert.ok(own.length > 0);
      own.forEach((name) => assert.ok(name in manifest.scripts, `npm run ${name}`));
    });
  }

  it('takes a Node and a Python that set-up takes', () => {
    const least = Number(/>=(\d+)/.exec(manifest.engines.node)?.[1]);
    const places = [...workflows, 'binder/environment.yml', '.devcontainer/devcontainer.json'];
    for (const path of places) {
      const text = read(path);
      const [, node] = /(?:node-version: |nodejs=|typescript-node:)(\d+)/.exec(text) ?? [];
      const [, python] = /(?:python-version: '|python=|"version": ")3\.(\d+)/.exec(text) ?? [];
      assert.ok(Number(node) >= least, `${path}: Node ${node}`);
      assert.ok(Number(python) >= 11, `${path}: Python 3.${python}`);
    }
  });

  it('pins no tool that the oldest Python would refuse', () => {
    const pins = read('constraints.txt').split('\n');
    const refusing = toolsIn('.venv')
      .filter(({ name, version }) => pins.includes(`${name}==${version}`))
      .filter(({ python }) => />=\s*3\.(?:11\.[1-9]|1[2-9])/.test(python));
    assert.deepEqual(refusing, [], 'README promises Python 3.11');
  });

  it(
    'has a program for Binder, which only runs what may be run',
    { skip: process.platform === 'win32' },
    () => {
      assert.ok(statSync(join(root, 'binder/postBuild')).mode & 0o100);
    },
  );

  it('publishes the folder that the book is made in, and the files that a release makes', () => {
    assert.match(read('.github/workflows/book.yml'), /path: build\/book\n/);
    assert.match(read('scripts/book.ts'), /join\(build, 'book'\)/);
    assert.match(read('.github/workflows/release.yml'), /build\/release\/softmax-lab-\[0-9\]\*\.tgz/);
  });

  it('is cited by the version and licence that it has', () => {
    const citation = read('CITATION.cff');
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}: (.+)$`, 'm').exec(citation)?.[1];
    assert.equal(field('cff-version'), '1.2.0');
    assert.equal(field('version'), manifest.version);
    assert.equal(field('license'), manifest.license);
    for (const name of ['message', 'title', 'type']) assert.ok(field(name), name);
    assert.match(citation, /^authors:\n {2}- /m);
  });
});
