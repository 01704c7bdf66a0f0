import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFileSync } from 'node:fs';
import { npmPack } from './npm-pack';
import { unpack } from './unpack';

describe('npmPack', () => {
  const environment = { ...process.env };
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'softmax lab '));
    mkdirSync(join(folder, 'package'));
    mkdirSync(join(folder, 'out'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("gets a package's tarball and runs none of its scripts", async () => {
    const script = { prepack: 'node -e "process.exit(9)"' };
    const manifest = { name: 'digits', version: '1.0.0', scripts: { ...script, prepare: script.prepack } };
    writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'package', 'labels'), '0123456789');
    const path = await npmPack('../package', join(folder, 'out'));
    assert.equal(basename(path), 'digits-1.0.0.tgz');
    const files = await unpack('it', readFileSync(path), ['package/labels'], { entries: 5, bytes: 10_000 });
    assert.equal(Buffer.from(files.get('package/labels')!).toString(), '0123456789');
  });

  it("says in npm's own words why there is none", async () => {
    process.env.npm_config_registry = 'http://127.0.0.1:9/';
    process.env.npm_config_cache = join(folder, 'npm cache');
    process.env.npm_config_fetch_retries = '0';
    try {
      await assert.rejects(npmPack('no-such-package-at-all@1.0.0', join(folder, 'out')), {
        name: 'DatasetError',
        kind: 'environment',
        message: /^`npm pack no-such-package-at-all@1\.0\.0` failed \(code ECONNREFUSED; .*127\.0\.0\.1:9/,
      });
    } finally {
      for (const key of ['npm_config_registry', 'npm_config_cache', 'npm_config_fetch_retries']) {
        if (environment[key] === undefined) delete process.env[key];
        else process.env[key] = environment[key];
      }
    }
  });
});
