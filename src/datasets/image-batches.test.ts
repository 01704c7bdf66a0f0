import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { greyPng } from '../../test/support/grey-png';
import { imageBatches, type ImageBatch } from './image-batches';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab batches '));
after(() => rmSync(folder, { recursive: true }));

/** A picture of one grey, and its class. */
function picture(label: number, grey: number) {
  const path = join(folder, `${label}-${grey}.png`);
  writeFileSync(path, greyPng(grey, 1, 2));
  return { path, label };
}

async function batchesOf(...args: Parameters<typeof imageBatches>): Promise<ImageBatch[]> {
  const batches: ImageBatch[] = [];
  for await (const batch of imageBatches(...args)) batches.push(batch);
  return batches;
}

describe('imageBatches', () => {
  it('reads all files in their order, the last batch maybe smaller', async () => {
    const files = [7, 8, 9].map((grey, label) => picture(label, grey));
    const batches = await batchesOf(files, 2);
    assert.deepEqual(batches, [
      {
        images: files.slice(0, 2).map((file, i) => ({
          ...file,
          pixels: new Uint8Array(6).fill(7 + i),
          height: 1,
          width: 2,
        })),
        skipped: [],
      },
      { images: [{ ...files[2], pixels: new Uint8Array(6).fill(9), height: 1, width: 2 }], skipped: [] },
    ]);
  });

  it('skips what is damaged, is gone or is no image, and tells which', async () => {
    const files = [1, 2, 3, 4].map((grey) => picture(0, grey));
    truncateSync(files[0].path, 40);
    writeFileSync(files[1].path, '<html>no photograph</html>');
    rmSync(files[3].path);
    const [{ images, skipped }] = await batchesOf(files, 4);
    assert.deepEqual(images.map(({ path }) => path), [files[2].path]); // prettier-ignore
    assert.deepEqual(skipped.map(({ path }) => path), [files[0], files[1], files[3]].map(({ path }) => path)); // prettier-ignore
    for (const { path, reason } of skipped) assert.ok(reason.includes(path), reason);
  });

  it('reads a batch when it is asked for, no sooner', async () => {
    const files = [5, 6].map((grey) => picture(1, grey));
    const batches = imageBatches(files, 1);
    await batches.next();
    rmSync(files[1].path);
    const { value } = await batches.next();
    assert.equal(value?.skipped.length, 1);
  });
});
