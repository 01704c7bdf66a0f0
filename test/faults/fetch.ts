import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { createServer as createRegistry } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRemote } from '../../src/datasets/ensure-remote';
import type { RemoteRecord } from '../../src/datasets/registry';
import type { Fault } from './fault';

const folder = fs.mkdtempSync(join(tmpdir(), 'softmax-lab-faults-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.env.npm_config_cache = join(folder, 'npm');

/** The part of npm's words that its versions share. */
const NPM_SAYS = /E403|ECONNREFUSED|network timeout|interrupted/;

const record: RemoteRecord = {
  name: 'digits',
  package: 'digits',
  version: '1.0.0',
  archive: { bytes: 1, sha256: '' },
  files: [{ path: 'package/labels', bytes: 1, sha256: '' }],
};

interface Fetch {
  told: string[];
  /** What it threw, without this machine's paths and this npm's words. */
  ended: Promise<string>;
}

function fetch(registry: string, cache: string, signal?: AbortSignal): Fetch {
  process.env.npm_config_registry = registry;
  const told: string[] = [];
  const ended = ensureRemote(record, { cache, signal, report: (line) => told.push(line) }).then(
    () => 'fetched',
    (error: Error & { kind: string }) =>
      `${error.kind}: ${error.message}`
        .replaceAll(cache, 'CACHE')
        .replace(/failed \(.*\)\./, (said) => `failed (… ${NPM_SAYS.exec(said)?.[0] ?? ''} …).`),
  );
  return { told, ended };
}

function listening(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) =>
    server
      .listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))
      .unref(),
  );
}
const silent = listening(createServer(() => undefined));
const failing = listening(createRegistry((_, response) => response.writeHead(403).end('{"error": "no"}')));
const garbled = listening(createRegistry((_, response) => response.end('<html>a captive portal</html>')));

// Begun at once, for it takes npm two silences of twenty seconds to give up.
const unanswered = silent.then((registry) => fetch(registry, join(folder, 'unanswered')));

export const faults: Fault[] = [
  {
    fault: 'datasets.ensure with a registry that accepts and never answers: after two seconds',
    inject: async () => {
      const { told } = await unanswered;
      while (told.length < 2) await new Promise((resolve) => setTimeout(resolve, 100));
      return told[1];
    },
    expected: 'digits: still waiting for npm (2 s)',
  },
  {
    fault: 'datasets.ensure of such a registry, interrupted',
    inject: async () => {
      const cache = join(folder, 'interrupted');
      const { ended } = fetch(await silent, cache, AbortSignal.timeout(1000));
      const seen = await ended;
      return `${seen} Temporary: ${fs.readdirSync(cache).filter((name) => name.startsWith('.')).length}`;
    },
    expected:
      /^environment: digits: labels not in the cache .* failed \(… interrupted …\)\. .* Temporary: 0$/,
  },
  {
    fault: 'datasets.ensure with a registry that refuses',
    inject: async () => fetch(await failing, join(folder, 'refusing')).ended,
    expected: /^environment: .*failed \(… E403 …\)/,
  },
  {
    fault: 'datasets.ensure with a registry that answers with a page of HTML',
    inject: async () => fetch(await garbled, join(folder, 'garbled')).ended,
    expected: /^environment: .*failed/,
  },
  {
    fault: 'datasets.ensure with nobody at the address of the registry',
    inject: () => fetch('http://127.0.0.1:9/', join(folder, 'nobody')).ended,
    expected: /^environment: .*failed \(… ECONNREFUSED …\)/,
  },
  {
    fault: 'datasets.ensure with a cache below /proc',
    inject: () => fetch('http://127.0.0.1:9/', '/proc/nowhere').ended,
    expected:
      /^environment: digits: the cache in CACHE.* can't be written .*make it writable, or set SOFTMAX_LAB_CACHE/,
  },
  {
    fault: 'datasets.ensure with a registry that never answers',
    inject: async () => (await unanswered).ended,
    expected: /^environment: digits: labels not in the cache .*failed \(… network timeout …\)/,
  },
];
