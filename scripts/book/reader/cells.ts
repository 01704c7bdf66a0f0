/// <reference lib="dom" />
import type { CompiledCell } from '../compile-cell';
import type { Notice } from '../messages';
import { find, findAll, loadScript, make } from './elements';
import { forgetFigures, watchFigures } from './figures';
import { isolate, takePending } from './isolation';
import { KernelLink, type Ending } from './kernel-link';
import { renderBundle } from './outputs';

interface LiveCell {
  element: HTMLElement;
  code: HTMLElement;
  outputs: HTMLElement;
  /** The committed text, and what the page showed below it. */
  source: string;
  committed: DocumentFragment;
  compiled: CompiledCell | undefined;
  /** The text that ran last in the kernel that is there. */
  ran?: string;
  /** Set by `clear` with `wait`: the next output takes the place of the others. */
  clearNext?: boolean;
}

declare global {
  interface Window {
    CELLS: Record<string, CompiledCell>;
  }
}

/** Makes the cells of a chapter run. */
export function connectCells(): void {
  const article = document.querySelector('article');
  if (!article?.querySelector('.cell .run')) return;
  const cells = findAll('.cell', article)
    .filter((element) => element.querySelector('.run'))
    .map((element): LiveCell => {
      const code = find('.code', element);
      const outputs = find('.outputs', element);
      const committed = document.createDocumentFragment();
      committed.append(...[...outputs.childNodes].map((node) => node.cloneNode(true)));
      return { element, code, outputs, source: code.textContent ?? '', committed, compiled: undefined };
    });
  const byId = new Map(cells.map((cell) => [cell.element.id, cell]));
  const kernel = new KernelLink((notice) => receive(byId, notice));
  const [all, stop, reset] = ['#run-all', '#stop', '#reset'].map((id) => find<HTMLButtonElement>(id));
  let busy = false;

  /** Runs cells one after another, those before the first too if they have not run; ends at the first that fails. */
  async function run(from: number, to: number, what: string): Promise<void> {
    if (busy) return;
    busy = true;
    document.body.classList.add('busy');
    stop.hidden = reset.hidden = false;
    try {
      if (!kernel.started && (await isolate(what))) return;
      await loadScript(`chapters/${article?.dataset.chapter ?? ''}.cells.js`);
      for (const cell of cells.slice(0, to + 1)) {
        const text = cell.code.innerText.replace(/\n$/, '');
        const isAsked = cells.indexOf(cell) >= from;
        if (!isAsked && cell.ran === text) continue;
        // Alone it may be tried; among others it keeps its committed output, and those that need it theirs.
        const isTried = (isAsked && from === to) || text !== cell.source;
        if (cell.element.dataset.elsewhere !== undefined && !isTried) continue;
        if (!(await runCell(cell, text))) break;
      }
    } catch (error) {
      showFailure(cells[from], { message: (error as Error).message, elsewhere: true });
    } finally {
      busy = false;
      document.body.classList.remove('busy');
      stop.hidden = true;
      tally();
    }
  }

  async function runCell(cell: LiveCell, text: string): Promise<boolean> {
    const { element, outputs } = cell;
    outputs.style.minHeight = `${outputs.clientHeight}px`; // the page does not jump while it fills
    forgetFigures(outputs);
    outputs.replaceChildren();
    element.classList.add('running');
    element.classList.remove('ran', 'failed');
    const isEdited = text !== cell.source;
    const everEdited = isEdited || cells.some(({ code, source }) => code.textContent !== source);
    const ending = await kernel
      .run({
        cell: element.id,
        number: cells.indexOf(cell) + 1,
        source: text,
        // What an edited cell declares may change what later ones mean.
        compiled: everEdited ? undefined : window.CELLS[element.id],
      })
      .catch((error: unknown): Ending => ({
        failure: { message: String(error), elsewhere: false },
        stopped: true,
      }));
    outputs.style.minHeight = '';
    element.classList.remove('running');
    if (ending.stopped) cells.forEach((each) => delete each.ran);
    if (ending.failure) showFailure(cell, ending.failure);
    else if (!ending.stopped) {
      cell.ran = text;
      element.classList.add('ran');
    }
    tally();
    return !ending.failure && !ending.stopped;
  }

  function showFailure(
    { element, outputs, committed }: LiveCell,
    { message, elsewhere }: NonNullable<Ending['failure']>,
  ): void {
    element.classList.add('failed');
    const shown = make('pre', { className: 'failure', textContent: message });
    if (elsewhere || element.dataset.elsewhere !== undefined) {
      outputs.replaceChildren(committed.cloneNode(true), shown);
      watchFigures(outputs);
    } else outputs.append(shown);
  }

  function tally(): void {
    const claims = findAll('.cell.ran .claim', find('article'));
    const held = claims.filter(({ dataset }) => dataset.holds === 'true').length;
    const { claims: word = '', held: heldWord = '', failed = '' } = find('article').dataset;
    const missed = claims.length - held;
    find('#tally').textContent =
      claims.length === 0 ? '' : `${held} ${word} ${heldWord}${missed > 0 ? `, ${missed} ${failed}` : ''}`;
  }

  function restore(cell: LiveCell): void {
    cell.code.textContent = cell.source;
    forgetFigures(cell.outputs);
    cell.outputs.replaceChildren(cell.committed.cloneNode(true));
    watchFigures(cell.outputs);
    cell.element.classList.remove('ran', 'failed', 'edited');
    find('.undo', cell.element).hidden = true;
  }

  cells.forEach((cell, i) => {
    const { element, code } = cell;
    find('.run', element).onclick = () => void run(i, i, element.id);
    find('.undo', element).onclick = () => {
      code.textContent = cell.source;
      code.dispatchEvent(new Event('input'));
    };
    code.addEventListener('input', () => {
      const isEdited = code.textContent !== cell.source;
      element.classList.toggle('edited', isEdited);
      find('.undo', element).hidden = !isEdited;
    });
    code.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) {
        event.preventDefault();
        void run(i, i, element.id);
      } else if (event.key === 'Escape')
        find('.run', element).focus(); // Tab writes, so another key must lead out
      else if (event.key === 'Tab' && !event.shiftKey) {
        event.preventDefault();
        document.execCommand('insertText', false, '  ');
      }
    });
  });
  all.onclick = () => void run(0, cells.length - 1, 'all');
  stop.onclick = () => kernel.stop();
  reset.onclick = () => {
    kernel.stop();
    cells.forEach((cell) => {
      delete cell.ran;
      restore(cell);
    });
    reset.hidden = true;
    tally();
  };

  const pending = takePending();
  const at = cells.findIndex(({ element }) => element.id === pending);
  if (pending === 'all') void run(0, cells.length - 1, pending);
  else if (at >= 0) void run(at, at, cells[at].element.id);
}

function receive(cells: ReadonlyMap<string, LiveCell>, notice: Notice): void {
  if (notice.kind === 'ready') {
    find('#plain').hidden = notice.backend !== 'javascript';
    return;
  }
  const cell = cells.get(notice.cell);
  if (!cell || notice.kind === 'done') return;
  const { outputs } = cell;
  if (notice.kind === 'clear') {
    if (notice.wait) cell.clearNext = true;
    else outputs.replaceChildren();
    return;
  }
  if (cell.clearNext) outputs.replaceChildren();
  cell.clearNext = false;
  if (notice.kind === 'stream') {
    const last = outputs.lastElementChild as HTMLElement | null;
    if (last?.dataset.stream === notice.name) last.append(notice.text);
    else {
      const block = make('pre', { className: 'text', textContent: notice.text });
      block.dataset.stream = notice.name;
      outputs.append(block);
    }
    return;
  }
  const shown = renderBundle(notice.data);
  if (notice.id !== undefined) shown.dataset.display = notice.id;
  const old = notice.update
    ? [...outputs.children].find((child) => (child as HTMLElement).dataset.display === notice.id)
    : undefined;
  if (old) old.replaceWith(shown);
  else outputs.append(shown);
}
