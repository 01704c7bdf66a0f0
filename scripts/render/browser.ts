import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { LackingError } from '../lib/command';
import { bundledChromium } from './bundled-chromium';

const remedy =
  'Install Google Chrome, Microsoft Edge or Chromium, or set CHROME_PATH to the executable of one.';

/** Drawing does not depend on the screen, its fonts and its graphics card, and reaches no other machine. */
const flags = [
  '--font-render-hinting=none',
  '--disable-font-subpixel-positioning',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  '--hide-scrollbars',
  // What the graphics stack rounds depends on timing; WebGL still goes through it.
  '--disable-gpu-compositing',
  '--disable-gpu-rasterization',
  '--disable-partial-raster',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/**
 * Starts a headless browser: the one of CHROME_PATH, the one that the packages carry (Linux on x64), or an
 * installed one.
 *
 * @throws {@link LackingError} naming the remedy if there is none, or it does not start
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  try {
    // Root, and most containers, have no sandbox; what it opens is ours.
    return await chromium.launch({ executablePath, args: flags, chromiumSandbox: false, timeout: 120_000 });
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new LackingError(`the browser ${executablePath} does not start: ${reason}\n${remedy}`);
  }
}

async function findBrowser(): Promise<string> {
  const asked = process.env.CHROME_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new LackingError(`CHROME_PATH names ${asked}, which does not exist. ${remedy}`);
  }
  const bundled =
    process.platform === 'linux' && process.arch === 'x64' ? await bundledChromium() : undefined;
  const found = bundled ?? installed().find(existsSync);
  if (found) return found;
  throw new LackingError(`there is no browser to draw figures with. ${remedy}`);
}

/** Where the systems put Chrome, Edge and Chromium. */
function installed(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const { PROGRAMFILES = '', LOCALAPPDATA = '', 'PROGRAMFILES(X86)': x86 = '' } = process.env;
    return [PROGRAMFILES, x86, LOCALAPPDATA]
      .filter(Boolean)
      .flatMap((folder) => [
        join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}
