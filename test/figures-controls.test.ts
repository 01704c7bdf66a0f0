import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../scripts/render/browser';
import { htmlPage } from '../scripts/render/html-page';
import { renderFigures, themed } from '../scripts/render/render';
import { SAMPLES } from './support/figure-samples';

// Sliders and buttons, moved in a browser as a reader moves them.

interface Step {
  label: string;
  args: [{ y: number[][] }];
}

const [slider, buttons] = [SAMPLES.withSlider(), SAMPLES.withButtons()];
const { steps } = (slider.layout.sliders as { steps: Step[] }[])[0];
const { buttons: choices } = (buttons.layout.updatemenus as { buttons: Step[] }[])[0];
const FOCAL = 1;

describe('An exported page', () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const plot = (i: number): Locator => page.locator('.plot').nth(i);
  /** After the frame in which Plotly does what the mouse asked for. */
  const drawn = (i: number, trace: number): Promise<number[]> =>
    plot(i).evaluate(async (box, t) => {
      for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
      return (box as unknown as { data: { y: number[] }[] }).data[t].y;
    }, trace);
  const valueShown = (): Promise<string> =>
    plot(0).locator('.slider-label').first().textContent() as Promise<string>;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent(
      htmlPage(
        'controls',
        [slider, buttons].map((figure) => themed(figure, 'dark')),
      ),
    );
    await plot(0).locator('.slider-grip-rect').waitFor();
    await plot(1).locator('.updatemenu-button').first().waitFor();
  });
  after(() => browser.close());

  it('starts where the pictures are', async () => {
    assert.deepEqual(await drawn(0, FOCAL), slider.data[FOCAL].y);
    assert.equal(await valueShown(), 'focusing γ 聚焦 = 2');
    assert.deepEqual(await drawn(1, 0), [1, 0, 0]);
  });

  it('moves a slider by keys, not beyond its ends', async () => {
    await plot(0).focus();
    await page.keyboard.press('PageUp');
    assert.deepEqual(await drawn(0, FOCAL), steps[9].args[0].y[0]);
    assert.equal(await valueShown(), 'focusing γ 聚焦 = 2.25');
    for (let n = 0; n < 15; n++) await page.keyboard.press('PageDown');
    assert.deepEqual(await drawn(0, FOCAL), steps[0].args[0].y[0]);
    assert.equal(await valueShown(), 'focusing γ 聚焦 = 0');
  });

  it('moves a slider by the mouse, and the note with the curve', async () => {
    const rail = await plot(0).locator('.slider-rail-touch-rect').boundingBox();
    assert.ok(rail);
    const middle = rail.y + rail.height / 2;
    await page.mouse.click(rail.x + rail.width - 2, middle);
    assert.deepEqual(await drawn(0, FOCAL), steps[20].args[0].y[0]);
    assert.equal(await plot(0).locator('.annotation-text').textContent(), 'γ = 5');
    await page.mouse.move(rail.x + rail.width - 2, middle);
    await page.mouse.down();
    await page.mouse.move(rail.x + 0.6 * rail.width, middle, { steps: 5 });
    await page.mouse.up();
    assert.deepEqual(await drawn(0, FOCAL), steps[12].args[0].y[0]);
    assert.equal(await plot(0).locator('.annotation-text').textContent(), 'γ = 3');
  });

  it('chooses a button by the mouse and by keys', async () => {
    await plot(1).locator('.updatemenu-button').nth(2).click();
    assert.deepEqual(await drawn(1, 0), Array(3).fill(0.3333333333));
    await plot(1).focus();
    for (let n = 0; n < 2; n++) await page.keyboard.press('PageDown');
    assert.deepEqual(await drawn(1, 0), choices[0].args[0].y[0]);
  });

  it('reports no error', () => {
    assert.deepEqual(errors, []);
  });
});

describe('A picture of a figure with a slider', () => {
  it('shows the value that it stands at', async () => {
    const [{ svg }] = await renderFigures([slider], { formats: ['svg'] });
    assert.match(String(svg), /focusing γ 聚焦 = 2</);
  });
});
