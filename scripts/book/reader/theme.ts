/// <reference lib="dom" />
export type Theme = 'light' | 'dark';

const KEY = 'softmax-lab-theme';

/** Storage may be refused: then a choice lasts as long as the page. */
export function chosenTheme(): Theme {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'dark' || kept === 'light' ? kept : system;
  } catch {
    return system;
  }
}

export function theme(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

export function switchTheme(): void {
  const next = theme() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // see above
  }
  showTheme(next);
}

export function showTheme(next: Theme): void {
  if (next === theme()) return;
  document.documentElement.dataset.theme = next;
  dispatchEvent(new Event('theme'));
}
