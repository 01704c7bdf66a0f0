import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../render/browser';
import { serve } from './serve';

/** The book on two hosts, and a browser to look at it with. */
export interface Site {
  browser: Browser;
  /** Address of the book on a host that sends no headers. */
  plain: string;
  /** On one that isolates its pages. */
  isolated: string;
  /** A page, and what its console said that no page should say. */
  open(address: string, options?: Parameters<Browser['newPage']>[0]): Promise<[Page, string[]]>;
  close(): Promise<void>;
}

export async function openSite(folder: string): Promise<Site> {
  const [browser, plain, isolated] = await Promise.all([
    launchBrowser(),
    serve(folder),
    serve(folder, { isolated: true }),
  ]);
  return {
    browser,
    plain: plain.address,
    isolated: isolated.address,
    async open(address, options = {}) {
      const page = await browser.newPage(options);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(address);
      return [page, complaints];
    },
    async close() {
      await browser.close();
      plain.close();
      isolated.close();
    },
  };
}
