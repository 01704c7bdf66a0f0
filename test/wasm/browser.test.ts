/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/lib/paths';
import { launchBrowser } from '../../scripts/render/browser';
import * as library from '../../src';
import { bundle } from './bundle';
import { program, type Outcome } from './program';

/** With these a page, and the workers that it starts, may share memory. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const WORKER = `importScripts('/library.js');
onmessage = ({ data }) => run(library, data).then(postMessage, (error) => postMessage(String(error)));`;

/** Pages below /isolated/ may share memory, others not. */
function serve(): Promise<Server> {
  const files: Record<string, [type: string, text: string]> = {
    '/library.js': ['text/javascript', `${bundle()}\nglobalThis.run = ${program.toString()};`],
    '/worker.js': ['text/javascript', WORKER],
    '/': ['text/html', '<!doctype html><title>softmax-lab</title><script src="/library.js"></script>'],
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const isolated = pathname.startsWith('/isolated/');
    const file = files[isolated ? pathname.slice('/isolated'.length) : pathname];
    const headers = isolated || pathname !== '/' ? ISOLATION : {};
    response.writeHead(file ? 200 : 404, { ...headers, 'Content-Type': file?.[0] ?? 'text/plain' });
    response.end(file?.[1]);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const inPage = (page: Page, threads: number): Promise<Outcome> =>
  page.evaluate((threads) => {
    const { run, library } = globalThis as unknown as {
      run: typeof program;
      library: typeof import('../../src');
    };
    return run(library, threads);
  }, threads);

const inWorker = (page: Page, threads: number): Promise<Outcome> =>
  page.evaluate(async (threads) => {
    const worker = new Worker('/worker.js');
    const answer = await new Promise<Outcome | string>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data as Outcome | string);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(threads);
    });
    worker.terminate();
    if (typeof answer === 'string') throw new Error(answer);
    return answer;
  }, threads);

describe('The kernels in a browser', () => {
  let server: Server;
  let browser: Browser;
  const open = async (path: string): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return page;
  };
  before(async () => {
    [server, browser] = await Promise.all([serve(), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  for (const [where, run] of [
    ['on the main thread', inPage],
    ['in a worker', inWorker],
  ] as const) {
    for (const threads of [1, 3]) {
      it(`give the bits that they give in Node: ${where}, ${threads} threads`, async () => {
        const { prints } = await program(library, 1);
        const page = await open('/isolated/');
        assert.deepEqual(await run(page, threads), {
          available: true,
          isolated: true,
          workers: threads - 1,
          prints,
        });
        await page.close();
      });
    }
  }

  it('make the 100,000th small tensor as fast as the first', async () => {
    const page = await open('/isolated/');
    const chunks = await page.evaluate(() => {
      const { library } = globalThis as unknown as { library: typeof import('../../src') };
      const kept: unknown[] = [];
      return Array.from({ length: 20 }, () => {
        const started = performance.now();
        for (let i = 0; i < 5000; i++) kept[i % 1000] = library.zeros([2], { dtype: 'float32' });
        return performance.now() - started;
      });
    });
    // The best of each end: what else the machine does slows single chunks. One buffer object more would cost 100 times.
    const [first, last] = [Math.min(...chunks.slice(0, 5)), Math.min(...chunks.slice(-5))];
    assert.ok(last < 5 * first, chunks.map((ms) => ms.toFixed(1)).join(' '));
    await page.close();
  });

  it('are not available in a page that may not share memory, whose plain loops give the bits of those in Node', async () => {
    const code = `delete globalThis.SharedArrayBuffer;
      require('./test/wasm/program').program(require('./src'), 3).then((x) => console.log(JSON.stringify(x)))`;
    const args = ['--require', 'ts-node/register/transpile-only', '--eval', code];
    const { available, prints } = JSON.parse(
      execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }),
    ) as Outcome;
    assert.equal(available, false);
    const page = await open('/');
    assert.deepEqual(await inPage(page, 3), { available: false, isolated: false, workers: 0, prints });
    await page.close();
  });
});
