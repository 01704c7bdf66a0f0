import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LackingError } from '../lib/command';
import { root } from '../lib/paths';

/**
 * The browser of `@sparticuz/chromium`, unpacked once; `undefined` where the package is missing. The package
 * unpacks into the folder for temporary files, under a fixed name and in place, so that a second process may
 * start half a browser; here it unpacks into a folder of its own, which is then renamed.
 */
export async function bundledChromium(): Promise<string | undefined> {
  const folder = packageFolder();
  if (!folder) return undefined;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const home = join(root, 'node_modules', '.cache', `chromium-${version}`);
  if (!existsSync(join(home, 'chromium'))) await unpack(home);
  return join(home, 'chromium');
}

async function unpack(home: string): Promise<void> {
  mkdirSync(dirname(home), { recursive: true });
  const staging = mkdtempSync(`${home}-`);
  const { default: chromium } = await import('@sparticuz/chromium');
  const before = process.env.TMPDIR;
  process.env.TMPDIR = staging;
  try {
    await chromium.executablePath();
    renameSync(staging, home);
  } catch (error) {
    // Another process may have been first.
    if (!existsSync(join(home, 'chromium'))) {
      throw new LackingError(`cannot unpack the browser into ${home}: ${(error as Error).message}`);
    }
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(staging, { recursive: true, force: true });
  }
}

function packageFolder(): string | undefined {
  const folder = join(root, 'node_modules', '@sparticuz', 'chromium');
  return existsSync(folder) ? folder : undefined;
}
