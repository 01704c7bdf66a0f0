import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { create } from 'tar';
import { tarball, type Entry } from '../../test/support/tarball';
import { unpack } from './unpack';

const limits = { entries: 10, bytes: 100_000 };
const good: Entry = { path: 'package/data', content: 'some data' };
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

describe('unpack', () => {
  it('gives the wanted files, whatever else lies there', async () => {
    const long = 'x'.repeat(90_000);
    const entries: Entry[] = [
      { path: 'package/', type: 'Directory' },
      good,
      { path: 'package/long', content: long },
      { path: 'package/..odd..name', content: '?' },
      { path: 'package/empty' },
    ];
    const files = await unpack(
      'it',
      tarball(entries),
      ['package/long', 'package/data', 'package/empty'],
      limits,
    );
    assert.deepEqual([...files.keys()].sort(), ['package/data', 'package/empty', 'package/long']);
    assert.equal(text(files.get('package/data')), 'some data');
    assert.equal(text(files.get('package/long')), long);
    assert.equal(files.get('package/empty')?.length, 0);
  });

  it('reads what pax headers say: paths too long for a header, and letters of any script', async () => {
    const paths = [`package/${'deep/'.repeat(40)}file`, `package/${'x'.repeat(120)}`, 'package/構築 bäu'];
    const source = mkdtempSync(join(tmpdir(), 'softmax-lab tar '));
    try {
      for (const path of paths) {
        mkdirSync(dirname(join(source, path)), { recursive: true });
        writeFileSync(join(source, path), `in ${path}`);
      }
      const archive = await create({ cwd: source, gzip: true }, ['package']).concat();
      const files = await unpack('it', archive, paths, { entries: 60, bytes: 1000 });
      for (const path of paths) assert.equal(text(files.get(path)), `in ${path}`);
    } finally {
      rmSync(source, { recursive: true });
    }
  });

  it('refuses the whole archive for one dangerous entry, wanted or not, before or after', async () => {
    const evil: [Entry, RegExp][] = [
      [{ path: '../escaped', content: '!' }, /'\.\.\/escaped' has '\.\.'/],
      [{ path: 'package/../../escaped', content: '!' }, /has '\.\.'/],
      [{ path: 'package\\..\\..\\escaped', content: '!' }, /has '\.\.'/],
      [{ path: '/etc/passwd', content: '!' }, /absolute/],
      [{ path: 'C:\\Windows\\evil.dll', content: '!' }, /absolute/],
      [{ path: '\\\\server\\share', content: '!' }, /absolute/],
      [{ path: 'package/link', type: 'SymbolicLink', linkpath: '/etc' }, /is a SymbolicLink/],
      [{ path: 'package/hard', type: 'Link', linkpath: 'package/data' }, /is a Link/],
      [{ path: 'package/pipe', type: 'FIFO' }, /is a FIFO/],
      [{ path: 'package/tty', type: 'CharacterDevice' }, /is a CharacterDevice/],
      [{ path: 'package/data', content: 'another' }, /comes twice/],
    ];
    for (const [entry, message] of evil) {
      await assert.rejects(unpack('it', tarball([good, entry]), ['package/data'], limits), refused(message));
      await assert.rejects(unpack('it', tarball([entry, good]), ['package/data'], limits), refused(message));
    }
  });

  it('refuses too many entries and too many bytes', async () => {
    const many = Array.from({ length: 11 }, (_, i) => ({ path: `package/${i}` }));
    await assert.rejects(
      unpack('it', tarball(many), ['package/0'], limits),
      refused(/^it is refused: it has more than 10 entries/),
    );
    const heavy = [good, { path: 'package/heavy', content: 'abc'.repeat(40_000) }];
    await assert.rejects(
      unpack('it', tarball(heavy), ['package/data'], limits),
      refused(/more than 100000 bytes/),
    );
  });

  it('refuses a bomb, announced or not', async () => {
    const bomb = tarball([good, { path: 'package/bomb', content: new Uint8Array(1 << 24) }]);
    assert.ok(bomb.length < 1 << 15);
    await assert.rejects(unpack('it', bomb, ['package/data'], limits), refused(/more than 100000 bytes/));
    await assert.rejects(unpack('it', gzipSync(Buffer.alloc(1 << 24)), ['package/data'], limits), {
      name: 'DatasetError',
    });
  });

  it('names what is not there', async () => {
    await assert.rejects(
      unpack('it', tarball([good]), ['package/data', 'package/labels'], limits),
      refused(/^it lacks package\/labels$/),
    );
    const folder: Entry = { path: 'package/data', type: 'Directory' };
    await assert.rejects(
      unpack('it', tarball([folder]), ['package/data'], limits),
      refused(/lacks package\/data/),
    );
  });

  it('refuses what is damaged within', async () => {
    const archive = gunzipSync(tarball([good]));
    for (let at = 0; at < 200; at++) {
      const damaged = Buffer.from(archive);
      damaged[at] ^= 1;
      await assert.rejects(
        unpack('it', gzipSync(damaged), [], limits),
        refused(/no tar archive, or damaged/),
      );
    }
    const { length } = archive;
    for (const end of [512, 513, length - 1024])
      await assert.rejects(
        unpack('it', gzipSync(archive.subarray(0, end)), [], limits),
        refused(/it is cut off/),
      );
  });

  it('reads files that come in many parts, between others that nobody wants', async () => {
    const noise = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * i) >> 7));
    const entries = ['a', 'b', 'c'].map((path, i) => ({ path, content: noise.subarray(i, -1 - i) }));
    const files = await unpack('it', tarball(entries), ['b'], { entries: 3, bytes: 1 << 22 });
    assert.deepEqual([...files.keys()], ['b']);
    assert.ok(noise.subarray(1, -2).equals(files.get('b')!));
  });

  it('refuses what goes on after its end', async () => {
    const archive = gunzipSync(tarball([good]));
    const padded = gzipSync(Buffer.concat([archive, Buffer.alloc(10_240)]));
    assert.equal((await unpack('it', padded, ['package/data'], limits)).size, 1);
    const endless = gzipSync(Buffer.concat([archive, Buffer.alloc(1 << 21)]));
    await assert.rejects(
      unpack('it', endless, ['package/data'], limits),
      refused(/it goes on after its end/),
    );
  });

  it('refuses what is cut off, and what is no archive', async () => {
    const whole = tarball([{ path: 'package/data', content: Buffer.from(Array.from({ length: 5000 }, (_, i) => i * i)) }]); // prettier-ignore
    for (const length of [0, 10, 100, whole.length >> 1, whole.length - 9]) {
      await assert.rejects(
        unpack('it', whole.subarray(0, length), ['package/data'], limits),
        { name: 'DatasetError' },
        `the first ${length} bytes of ${whole.length}`,
      );
    }
    await assert.rejects(unpack('it', Buffer.from('<html>no such page</html>'), ['package/data'], limits), {
      name: 'DatasetError',
    });
  });
});
