/// <reference lib="dom" />
import MiniSearch from 'minisearch';
import { find, loadScript, make } from './elements';

interface Passage {
  id: number;
  page: string;
  title: string;
  text: string;
}

const MOST = 12;

/** Words; of scripts that write none apart, pairs of characters. */
export function tokenize(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) => {
      if (!/\p{Script=Han}/u.test(word)) return word;
      const characters = [...word];
      return characters.length === 1
        ? characters
        : characters.slice(1).map((char, i) => characters[i] + char);
    })
    .filter((word) => word !== '');
}

let index: Promise<MiniSearch<Passage>> | undefined;

/** The passages of both languages, fetched at the first search. */
function loadIndex(): Promise<MiniSearch<Passage>> {
  return (index ??= loadScript('assets/search-index.js').then(() => {
    const search = new MiniSearch<Passage>({
      fields: ['title', 'text'],
      storeFields: ['title', 'page'],
      tokenize,
      searchOptions: { prefix: true, boost: { title: 3 }, combineWith: 'AND', tokenize },
    });
    search.addAll((globalThis as unknown as { PASSAGES: Passage[] }).PASSAGES);
    return search;
  }));
}

export function connectSearch(): void {
  const field = find<HTMLInputElement>('#search');
  const list = find<HTMLUListElement>('#found');
  const show = (shown: boolean): void => {
    list.hidden = !shown;
    field.setAttribute('aria-expanded', String(shown));
  };
  const links = (): HTMLAnchorElement[] => [...list.querySelectorAll('a')];

  field.addEventListener('input', () => {
    const query = field.value.trim();
    if (query === '') return show(false);
    void loadIndex().then((search) => {
      if (field.value.trim() !== query) return; // typed on meanwhile
      const own = `${document.documentElement.lang.slice(0, 2)}/`;
      const found = search.search(query, {
        boostDocument: (_, __, stored) => (String(stored?.page).startsWith(own) ? 4 : 1),
      });
      const items = found.slice(0, MOST).map(({ page, title }) => {
        const [, chapter = ''] = /\/(\d\d)-/.exec(String(page)) ?? [];
        const link = make(
          'a',
          { href: `../${String(page)}` },
          make('span', { textContent: chapter }),
          String(title),
        );
        const item = make('li', {}, link);
        item.setAttribute('role', 'option');
        return item;
      });
      list.replaceChildren(
        ...(items.length > 0 ? items : [make('li', { textContent: list.dataset.none ?? '' })]),
      );
      show(true);
    });
  });

  const move = (event: KeyboardEvent, step: number): void => {
    const all = [field, ...links()];
    const next = all[all.indexOf(document.activeElement as HTMLInputElement) + step] as
      HTMLElement | undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  find('.search').addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') move(event, 1);
    else if (event.key === 'ArrowUp') move(event, -1);
    else if (event.key === 'Escape') show(false);
    else if (event.key === 'Enter' && document.activeElement === field) links()[0]?.click();
  });
  document.addEventListener('click', ({ target }) => {
    if (!find('.search').contains(target as Node)) show(false);
  });
  document.addEventListener('keydown', (event) => {
    const at = document.activeElement as HTMLElement | null;
    if (event.key !== '/' || at?.isContentEditable || at instanceof HTMLInputElement) return;
    event.preventDefault();
    field.focus();
  });
}
