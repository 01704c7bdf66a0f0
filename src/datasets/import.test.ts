import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

describe('importing the data sets', () => {
  it('loads no module of Node and no package', () => {
    const program = `
      const Module = require('node:module');
      const load = Module._load;
      const loaded = [];
      Module._load = function (request, parent, ...rest) {
        if (parent?.filename?.includes('src')) loaded.push(request);
        return load.call(this, request, parent, ...rest);
      };
      const datasets = require(${JSON.stringify(__dirname)});
      const early = loaded.filter((request) => !request.startsWith('.'));
      datasets.iris();
      const late = loaded.filter((request) => !request.startsWith('.'));
      process.stdout.write(JSON.stringify({ early, late: [...new Set(late)].sort() }));`;
    const node = [process.execPath, '-r', 'ts-node/register/transpile-only', '-e', program] as const;
    const { stdout, stderr } = spawnSync(node[0], node.slice(1), { cwd: join(__dirname, '..', '..') });
    assert.equal(stderr.toString(), '');
    // What `late` lists shows that the watching works.
    const late = ['node:crypto', 'node:fs', 'node:path'];
    assert.deepEqual(JSON.parse(stdout.toString()), { early: [], late });
  });
});
