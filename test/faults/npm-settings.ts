import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npmPack } from '../../src/datasets/npm-pack';
import type { Fault } from './fault';

const folder = mkdtempSync(join(tmpdir(), 'npm '));
mkdirSync(join(folder, 'package'));
mkdirSync(join(folder, 'elsewhere'));
writeFileSync(join(folder, 'package', 'package.json'), '{ "name": "digits", "version": "1.0.0" }');
writeFileSync(join(folder, 'package', 'labels'), '0123456789');

/** Fetches with the settings in the user's npmrc, and with variables of the environment. */
async function fetched(
  settings: readonly string[],
  variables: Record<string, string> = {},
  specifier = '../package',
): Promise<string> {
  const out = mkdtempSync(join(folder, 'out-'));
  const before = { ...process.env };
  writeFileSync(join(folder, 'npmrc'), settings.join('\n'));
  Object.assign(process.env, { npm_config_userconfig: join(folder, 'npmrc'), ...variables });
  try {
    const path = await npmPack(specifier, out);
    return `${basename(path)}; elsewhere ${readdirSync(join(folder, 'elsewhere')).length} files`;
  } finally {
    for (const name of Object.keys(process.env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
/** npm's words differ between its versions. */
const codeOf = (error: unknown): string => (error as Error).message.replace(/(\(code \w+).*$/s, '$1)');

const whole = 'digits-1.0.0.tgz; elsewhere 0 files';
const elsewhere = join(folder, 'elsewhere');

const settings: Fault[] = [
  ['pack-destination in the npmrc', () => fetched([`pack-destination=${elsewhere}`])],
  ['NPM_CONFIG_PACK_DESTINATION', () => fetched([], { NPM_CONFIG_PACK_DESTINATION: elsewhere })],
  ['dry-run, json, silent in the npmrc', () => fetched(['dry-run=true', 'json=true', 'loglevel=silent'])],
  ['usage in the npmrc', () => fetched(['usage=true'])],
  [
    'workspaces, prefix, global in the npmrc',
    () => fetched(['workspaces=true', `prefix=${elsewhere}`, 'location=global', 'global=true']),
  ],
  ['NPM_CONFIG_WORKSPACE of a package there is not', () => fetched([], { NPM_CONFIG_WORKSPACE: 'nowhere' })],
].map(([fault, inject]) => ({ fault, inject, expected: whole }) as Fault);

/** A registry that has `digits@1.0.0`, and tells who asked. */
async function asked(): Promise<string> {
  const authorisations = new Set<string>();
  const server = createServer((request, response) => {
    authorisations.add(`${request.headers.authorization}`);
    const { port } = server.address() as AddressInfo;
    const dist = { tarball: `http://127.0.0.1:${port}/digits.tgz`, shasum: '0'.repeat(40) };
    const version = { name: 'digits', version: '1.0.0', dist };
    if (request.url !== '/digits') response.statusCode = 404;
    response.end(
      JSON.stringify({
        name: 'digits',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': version },
        time: { '1.0.0': '2026-01-01T00:00:00.000Z' },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const lines = [`registry=http://127.0.0.1:${port}/`, `//127.0.0.1:${port}/:_authToken=secret`];
  const error = await fetched(
    [...lines, 'before=2020-01-01', `cache=${join(folder, 'cache')}`],
    {},
    'digits@1.0.0',
  ).catch((reason: unknown) => reason);
  server.close();
  return `${[...authorisations].join()}: ${codeOf(error)}`;
}

export const faults: Fault[] = [
  ...settings,
  {
    fault: 'color, heading and timing in the npmrc, and a registry that refuses',
    inject: () =>
      fetched(
        [
          'registry=http://127.0.0.1:9/',
          'color=always',
          'heading=pnm',
          'timing=true',
          `cache=${join(folder, 'cache')}`,
        ],
        {},
        'no-such-package-at-all@1.0.0',
      ).catch(codeOf),
    expected: '`npm pack no-such-package-at-all@1.0.0` failed (code ECONNREFUSED)',
  },
  {
    fault: 'a registry with a token and before in the npmrc: both are asked of, the date is not',
    inject: asked,
    expected: 'Bearer secret: `npm pack digits@1.0.0` failed (code E404)',
  },
];
