import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { zip, type ZipEntry } from '../../test/support/zip';
import { readZip } from './read-zip';
import { unpack } from './unpack';

const LIMIT = 100_000;
const read = (archive: Uint8Array) => [...readZip(archive, LIMIT)];
const text = (content: Uint8Array | undefined) => Buffer.from(content ?? []).toString();
const good: ZipEntry = { path: 'package/data', content: 'some data' };

describe('readZip', () => {
  it('reads what is deflated and what is stored, in order', () => {
    const entries: ZipEntry[] = [
      good,
      { path: 'package/', mode: 0o40755, stored: true },
      { path: 'package/long', content: 'x'.repeat(90_000) },
      { path: 'package/stored', content: 'as it is', stored: true },
      { path: 'package/empty' },
      { path: 'package/構築 bäu', content: '?', mode: 0 },
    ];
    for (const archive of [zip(entries), zip(entries, 'a comment PK\x05\x06')]) {
      const found = read(archive);
      assert.deepEqual(
        found.map(({ path, type }) => [path, type]),
        entries.map(({ path }) => [path, path === 'package/' ? 'Directory' : 'File']),
      );
      for (const [i, { content = '' }] of entries.entries()) assert.equal(text(found[i].content), content);
    }
  });

  it('reads what Python writes', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'softmax-lab zip '));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = `import zipfile
with zipfile.ZipFile('a.whl', 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('a/b.txt', 'words ' * 1000)
    archive.writestr('a/c.txt', 'plain', zipfile.ZIP_STORED)
    with archive.open('a/streamed', 'w', force_zip64=False) as entry: entry.write(b'0123456789')`;
    const python = process.platform === 'win32' ? 'python' : 'python3';
    const { status, stderr } = spawnSync(python, ['-c', program], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const entries = read(readFileSync(join(folder, 'a.whl')));
    assert.deepEqual(entries.map(({ path }) => path), ['a/b.txt', 'a/c.txt', 'a/streamed']); // prettier-ignore
    assert.deepEqual(entries.map(({ content }) => text(content)), ['words '.repeat(1000), 'plain', '0123456789']); // prettier-ignore
  });

  it('refuses what is encrypted, larger than it says, or larger than the limit', () => {
    const cases: [ZipEntry, RegExp][] = [
      [{ ...good, encrypted: true }, /'package\/data' is encrypted/],
      [{ ...good, size: 8 }, /./],
      [{ ...good, size: 10 }, /'package\/data' is damaged: it has 9 bytes, expected 10/],
      [{ path: 'bomb', content: new Uint8Array(LIMIT + 1) }, /'bomb' unpacks to more than 100000 bytes/],
      [{ path: 'bomb', content: new Uint8Array(1 << 24), size: 10 }, /./],
    ];
    for (const [entry, message] of cases) assert.throws(() => read(zip([entry])), message);
  });

  it('refuses what is cut off, damaged, or no archive', () => {
    const archive = zip([good, { path: 'other', content: 'more of it' }]);
    for (let length = 0; length < archive.length; length++)
      assert.throws(() => read(archive.subarray(0, length)), Error, `${length} bytes`);
    assert.throws(() => read(Buffer.from('PK, but <html>no such page</html>')), /no zip archive, or cut off/);
    const [whole] = [read(archive)];
    for (let at = 0; at < archive.length; at++) {
      const damaged = Buffer.from(archive);
      damaged[at] ^= 0x15;
      let found: typeof whole;
      try {
        found = read(damaged);
      } catch {
        continue;
      }
      const contents = (entries: typeof whole) => entries.map(({ content }) => text(content));
      assert.deepEqual(contents(found), contents(whole), `no other content when byte ${at} is another`);
    }
  });
});

describe('unpack, of a zip archive', () => {
  const limits = { entries: 10, bytes: LIMIT };
  const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

  it('gives the wanted files', async () => {
    const files = await unpack('it', zip([good, { path: 'package/more' }]), ['package/data'], limits);
    assert.deepEqual([...files].map(([path, content]) => [path, text(content)]), [['package/data', 'some data']]); // prettier-ignore
  });

  it('refuses the whole archive for one dangerous entry', async () => {
    const evil: [ZipEntry, RegExp][] = [
      [{ path: '../escaped', content: '!' }, /'\.\.\/escaped' has '\.\.'/],
      [{ path: '/etc/passwd', content: '!' }, /absolute/],
      [{ path: 'link', content: '/etc/passwd', mode: 0o120777 }, /is a SymbolicLink/],
      [{ path: 'pipe', mode: 0o010644 }, /is a file of mode 10000/],
      [{ path: 'package/data', content: 'another' }, /comes twice/],
      [{ path: 'heavy', content: 'abc'.repeat(33_333) }, /more than 100000 bytes/],
    ];
    for (const [entry, message] of evil) {
      for (const entries of [
        [good, entry],
        [entry, good],
      ])
        await assert.rejects(unpack('it', zip(entries), ['package/data'], limits), refused(message));
    }
    await assert.rejects(unpack('it', zip([good]), ['package/labels'], limits), refused(/^it lacks/));
  });
});
