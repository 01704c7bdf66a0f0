import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/lib/paths';
import { allNotebooks, nameOf, readNotebook } from '../scripts/rerun/notebook';
import { figureOutputs, specificationOf } from '../scripts/rerun/outputs';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  it('shows pictures as they lie in the notebooks', () => {
    const shown = [...readme.matchAll(/\((figures\/(\d\d)-([\w-]+)\.png)\)/g)];
    assert.ok(shown.length > 0);
    for (const [, file, number, id] of shown) {
      const path = allNotebooks().find((candidate) => nameOf(candidate).startsWith(number)) ?? '';
      const output = figureOutputs(readNotebook(path)).find(
        (candidate) => specificationOf(candidate).layout.meta?.id === id,
      );
      assert.equal(readFileSync(join(root, file)).toString('base64'), output?.data?.['image/png'], file);
    }
  });

  it('names only commands and files that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1]);
    for (const name of commands)
      assert.ok(name in scripts || ['install', 'pack'].includes(name), `npm run ${name}`);
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]);
    for (const link of links) assert.ok(existsSync(join(root, link)), link);
  });
});
