/// <reference lib="dom" />
/** The first element that fits; the page has it. */
export function find<E extends HTMLElement = HTMLElement>(selector: string, from: ParentNode = document): E {
  return from.querySelector<E>(selector) as E;
}

export function findAll<E extends HTMLElement = HTMLElement>(
  selector: string,
  from: ParentNode = document,
): E[] {
  return [...from.querySelectorAll<E>(selector)];
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const scripts = new Map<string, Promise<void>>();

/** Fetches a script of the book's, once; pages opened from a disk can fetch nothing else. */
export function loadScript(path: string): Promise<void> {
  const known = scripts.get(path);
  if (known) return known;
  const loading = new Promise<void>((resolve, reject) => {
    const script = make('script', { src: new URL(path, base).href });
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${path} can't be loaded`));
    document.head.append(script);
  });
  scripts.set(path, loading);
  loading.catch(() => scripts.delete(path));
  return loading;
}

/** The book's folder. */
export const base = new URL('../', location.href).href.replace(/[?#].*$/, '');
