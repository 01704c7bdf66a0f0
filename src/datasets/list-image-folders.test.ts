import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { listImageFolders } from './list-image-folders';

const classes = ['n01440764', 'n01443537', 'n01484850'];
const top = mkdtempSync(join(tmpdir(), 'softmax-lab images '));
after(() => rmSync(top, { recursive: true }));

/** A new directory with these files; a path that ends with / is a folder. */
function directoryOf(...paths: readonly string[]): string {
  const directory = mkdtempSync(join(top, 'of '));
  for (const path of paths.map((name) => join(directory, name))) {
    mkdirSync(/[\\/]$/.test(path) ? path : dirname(path), { recursive: true });
    if (!/[\\/]$/.test(path)) writeFileSync(path, '');
  }
  return directory;
}
const listed = (directory: string) => listImageFolders('imagenet', directory, classes);
const refused = (message: RegExp) => ({ name: 'DatasetError', kind: 'content', message });

describe('listImageFolders', () => {
  it('lists the images of each class, sorted, and the folders without any', () => {
    const directory = directoryOf(
      'n01484850/b.JPEG',
      'n01484850/a.png',
      'n01484850/notes.txt',
      'n01484850/.b.JPEG',
      'n01440764/x.jpg',
      'n01440764/W.Jpeg',
      'n01443537/none.txt',
      'n01484850/c.gif',
      '.ipynb_checkpoints/',
      'synsets.txt',
    );
    const path = (...names: string[]): string => join(directory, ...names);
    assert.deepEqual(listed(directory), {
      files: [
        { path: path('n01440764', 'W.Jpeg'), label: 0 },
        { path: path('n01440764', 'x.jpg'), label: 0 },
        { path: path('n01484850', 'a.png'), label: 2 },
        { path: path('n01484850', 'b.JPEG'), label: 2 },
        { path: path('n01484850', 'c.gif'), label: 2 },
      ],
      empty: ['n01443537'],
    });
  });

  it(
    'follows a link to a folder',
    { skip: process.platform === 'win32' && 'links need rights there' },
    () => {
      const elsewhere = directoryOf('n01440764/x.jpg');
      const directory = directoryOf();
      symlinkSync(join(elsewhere, 'n01440764'), join(directory, 'n01440764'));
      assert.equal(listed(directory).files.length, 1);
    },
  );

  it('names what is wrong with a directory', () => {
    const cases: [string, RegExp][] = [
      [join(top, 'nowhere'), /^imagenet: .*nowhere can't be read as a folder \(ENOENT\)$/],
      [directoryOf('train/n01440764/x.jpg', 'val/'), /no class: 'train', 'val'; name the folder that has/],
      [directoryOf('n01440764/x.jpg', ...'abcde'.split('').map((name) => `${name}/`)), /'c', 2 more;/],
      [directoryOf('1.JPEG', '2.JPEG'), /has 2 images that are in no folder of a class/],
      [directoryOf('n01440764/'), /has 1 folders of classes, without an image/],
      [directoryOf(), /has 0 folders of classes/],
    ];
    for (const [directory, message] of cases) assert.throws(() => listed(directory), refused(message));
  });
});
