import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/lib/paths';
import { picturesOf } from '../scripts/lib/outline';
import { allNotebooks, nameOf } from '../scripts/rerun/notebook';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  it('shows pictures as they lie in the notebooks', () => {
    for (const { file, png } of picturesOf(readme)) {
      const found = existsSync(join(root, file))
        ? readFileSync(join(root, file)).toString('base64')
        : undefined;
      assert.equal(found, png, `${file}: npm run outline -- --update copies it`);
    }
  });

  it('lists every notebook with a picture of its own, a question and its place in the outline', () => {
    for (const path of allNotebooks()) {
      const name = nameOf(path);
      const row = new RegExp(
        `^\\| <img src="figures/${name.slice(0, 2)}-[\\w-]+\\.png" width="180" alt="[^"]+"> ` +
          `\\| \\[${name.slice(0, 2)} [^\\]]+\\]\\(notebooks/${name}\\.ipynb\\) \\| .+[?.] \\| (?:[\\d., ]+|appendix) \\|$`,
        'm',
      );
      assert.match(readme, row);
    }
  });

  for (const file of ['README.md', 'README.zh-CN.md'])
    it(`names only commands and files that there are: ${file}`, () => {
      const text = readFileSync(join(root, file), 'utf8');
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      const commands = [...text.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1]);
      for (const name of commands)
        assert.ok(name in scripts || ['install', 'pack'].includes(name), `npm run ${name}`);
      const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]);
      for (const link of links) assert.ok(existsSync(join(root, link)), link);
    });
});
