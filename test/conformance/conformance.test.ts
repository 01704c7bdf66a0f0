import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkDialect } from './check';
import { differencesFile, differencesText } from './differences';
import { DISAGREEMENTS } from './disagreements';
import { DIALECTS, readVectors } from './vectors';

describe('Ours agrees with', () => {
  for (const name of DIALECTS) {
    const { versions } = readVectors(name);
    const named = Object.entries(versions).map((each) => each.join(' '));
    it(`the vectors of ${name} (${named.join(', ')}), or differs where it says so`, (test) => {
      const { cases, failures, worst } = checkDialect(name);
      assert.deepEqual(failures, []);
      for (const [dtype, { roundings, name: where }] of Object.entries(worst)) {
        test.diagnostic(`${name}, ${cases} cases: ${roundings.toFixed(1)} roundings of ${dtype} at ${where}`);
      }
    });
  }
});

describe('The conformance vectors', () => {
  it('are 2,000 and more, each in float32 and in float64', () => {
    const all = DIALECTS.map((name) => readVectors(name).cases);
    assert.ok(all.flat().length >= 2000);
    for (const cases of all) {
      assert.ok(cases.length > 200);
      assert.equal(cases.filter(({ dtype }) => dtype === 'float32').length * 2, cases.length);
    }
  });

  it('are as many as the README says', () => {
    const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)].map(([, name, count]) => [name, count]);
    const counts = DIALECTS.map((name) => [name, readVectors(name).cases.length] as const);
    const written = counts.map(([name, count]) => [name, count.toLocaleString('en')]);
    assert.deepEqual(rows.sort(), written.sort());
    const total = counts.reduce((sum, [, count]) => sum + count, 0).toLocaleString('en');
    for (const path of ['README.md', '../../README.md']) {
      assert.ok(
        readFileSync(join(__dirname, path), 'utf8').includes(`${total} `),
        `${path} should say ${total}`,
      );
    }
  });

  it('come from the versions that npm run frameworks installs', () => {
    const pins = readFileSync(join(__dirname, '../../requirements-frameworks.txt'), 'utf8');
    for (const name of DIALECTS) {
      for (const [framework, version] of Object.entries(readVectors(name).versions)) {
        const pin = new RegExp(
          `^${framework}(-cpu)?==${version.split('+')[0].replaceAll('.', '\\.')}(;|$|\\s)`,
          'm',
        );
        assert.match(pins, pin, name);
      }
    }
  });

  it('differ from ours on purpose in the cases that differences.md lists, and in no others', () => {
    const text = 'differences.md is out of date: npm run conformance -- --update writes it';
    assert.equal(readFileSync(differencesFile, 'utf8'), differencesText(), text);
  });
});

describe('The vectors show what the README says of', () => {
  for (const [what, show] of Object.entries(DISAGREEMENTS)) it(what, show);

  it('everything in its table', () => {
    const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
    const [, table] = readme.split('## Who does what');
    const rows = [...table.matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1]).slice(1); // without the head
    assert.deepEqual(rows, Object.keys(DISAGREEMENTS));
  });
});
