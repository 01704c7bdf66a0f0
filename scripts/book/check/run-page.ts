/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { CLAIM } from '../../rerun/outputs';
import { codeCells, hasTag, readNotebook, textOf } from '../../rerun/notebook';

/** What became of a page whose cells were all run. */
export interface PageRun {
  /** Whether the page was isolated. */
  isolated: boolean;
  /** Cells that ran to their end; those that a page lacks something for are not asked to. */
  cells: number;
  /** Claims of these cells. */
  claims: number;
  seconds: number;
  /** Seconds of the cells, by their ids. */
  times: Record<string, number>;
  /** Cells of a page that is not isolated whose claims hold with other digits: plain loops round where kernels do not. */
  rounded: string[];
  /** The cell that failed, and those whose claims are not the committed ones. */
  problems: string[];
}

/** The texts of a notebook's claims by the ids of their cells; of a volatile cell only their number is the same. */
export function committedClaims(path: string): Map<string, string[]> {
  return new Map(
    codeCells(readNotebook(path)).map((cell) => {
      const texts = (cell.outputs ?? [])
        .filter(({ data }) => data?.[CLAIM])
        .map(({ data }) => textOf(data?.['text/plain'] as string | string[]));
      return [String(cell.id), hasTag(cell, 'volatile') ? texts.map(() => ANY) : texts];
    }),
  );
}

const ANY = 'volatile';

/** The text of a claim, its verdict too, whatever its numbers are. */
function withoutDigits(claim: string): string {
  return claim.replace(/[-−+]?\d[\d.,]*(?:e[-−+]?\d+)?/g, '0');
}

/** Runs all cells of a page and compares what they claim with what the notebook at the path claims. */
export async function runPage(page: Page, path: string, minutes = 2): Promise<PageRun> {
  await page.evaluate(() => {
    const times: Record<string, number> = {};
    Object.assign(globalThis, { times });
    new MutationObserver((records) => {
      for (const { target, oldValue } of records) {
        const { id, classList } = target as HTMLElement;
        if (
          classList.contains('cell') &&
          (oldValue ?? '').includes('running') !== classList.contains('running')
        )
          times[id] = performance.now() - (times[id] ?? 0);
      }
    }).observe(document.body, { subtree: true, attributeFilter: ['class'], attributeOldValue: true });
  });
  const started = performance.now();
  await page.locator('#run-all').click();
  const timeout = 60_000 * minutes;
  const late = await page
    .waitForFunction(() => !document.body.matches('.busy'), undefined, { timeout, polling: 100 })
    .then(
      () => [],
      () => [`not done after ${minutes} minutes`],
    );
  const seconds = (performance.now() - started) / 1000;
  const { cells, times, isolated } = await page.evaluate(() => ({
    isolated: crossOriginIsolated,
    times: (globalThis as unknown as { times: Record<string, number> }).times,
    cells: [...document.querySelectorAll<HTMLElement>('article > .cell')].map((cell, i) => ({
      id: cell.id,
      number: i + 1,
      isElsewhere: cell.dataset.elsewhere !== undefined,
      ran: cell.matches('.ran'),
      failure: cell.querySelector('.failure')?.textContent ?? undefined,
      claims: [...cell.querySelectorAll('.claim')].map(({ textContent }) => textContent ?? ''),
    })),
  }));
  const committed = committedClaims(path);
  const rounded: string[] = [];
  const problems = cells.flatMap(({ id, number, isElsewhere, ran, failure, claims }) => {
    const where = `cell ${number} (${id})`;
    if (failure !== undefined) return [`${where}: ${failure}`];
    if (isElsewhere) return ran ? [`${where} ran though the page lacks something for it`] : [];
    if (!ran) return [`${where} did not run`];
    const expected = committed.get(id) ?? [];
    const isSame = (how: (text: string) => string): boolean =>
      claims.length === expected.length &&
      expected.every((text, i) => text === ANY || how(text) === how(claims[i]));
    if (isSame((text) => text)) return [];
    if (!isolated && isSame(withoutDigits)) {
      rounded.push(id);
      return [];
    }
    return [`${where} claims ${JSON.stringify(claims)} in place of ${JSON.stringify(expected)}`];
  });
  const done = cells.filter(({ ran }) => ran);
  return {
    isolated,
    cells: done.length,
    claims: done.reduce((sum, { claims }) => sum + claims.length, 0),
    seconds: Number(seconds.toFixed(1)),
    times: Object.fromEntries(Object.entries(times).map(([id, time]) => [id, Math.round(time) / 1000])),
    rounded,
    problems: [...late, ...problems],
  };
}
