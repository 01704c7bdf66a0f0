/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Waits until the page has cells (one that is being loaded anew has none yet) and each has run. */
export async function everyCellRan(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const cells = [...document.querySelectorAll('article > .cell')];
      return cells.length > 0 && cells.every((cell) => cell.matches('.ran'));
    },
    undefined,
    { timeout: 120_000 },
  );
}
