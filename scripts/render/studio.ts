import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { contentSecurityPolicy } from './content-security-policy';
import { fontFaces, fontShorthands } from './fonts';
import { pageScript, type DrawingPage } from './page-script';
import { plotlySource } from './plotly';

/** A headless browser with a page to draw on. */
export interface Studio {
  page: Page;
  close(): Promise<void>;
}

/**
 * Opens a studio with no way out: what a figure names, on other machines or on this one, is not fetched.
 * @throws {@link LackingError} if there is no browser
 */
export async function openStudio(scale: number): Promise<Studio> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({
      deviceScaleFactor: scale,
      offline: true,
      serviceWorkers: 'block',
      proxy: { server: 'http://127.0.0.1:9', bypass: '<-loopback>' }, // the port that discards
    });
    context.setDefaultTimeout(0); // whoever draws sets the limit
    const page = await context.newPage();
    const plotly = plotlySource();
    await page.setContent(`<!doctype html>
${contentSecurityPolicy([plotly, pageScript])}
<style>${fontFaces()} html, body { margin: 0; } #figure { overflow: hidden; }</style>
<div id="figure"></div>
<script>${plotly}</script>
<script>${pageScript}</script>`);
    await page.evaluate(
      (fonts) => (globalThis as unknown as DrawingPage).loadFonts(fonts, 'aα−→中'),
      fontShorthands,
    );
    return { page, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
