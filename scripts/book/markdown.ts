import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import katex from 'katex';
import MarkdownIt from 'markdown-it';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('python', python);

/** Where a repository's file is seen; the book's own pages are linked among each other. */
const REPOSITORY = 'https://github.com/softmax-lab/softmax-lab/blob/main/';

export interface Heading {
  level: number;
  html: string;
  id: string;
}

/** Author and year, as references.bib calls an entry. */
const KEY = /((?<![\p{L}\d])\p{Lu}\p{L}+(?:1[89]|20)\d\d(?![\p{L}\d]))/u;

interface Env {
  headings: Heading[];
  ids: Set<string>;
  /** What the next headings are called in English: their ids are the same in every language. */
  names: string[];
}

const markdown = new MarkdownIt({ html: false, highlight: (code, name) => highlighted(code, name) });
export const escapeHtml = (text: string): string => markdown.utils.escapeHtml(text);

// Formulas before Markdown sees them: their underscores and backslashes are none of its.
markdown.inline.ruler.before('escape', 'formula', (state, silent) => {
  const rest = state.src.slice(state.pos);
  const found = /^\$\$([^]+?)\$\$/.exec(rest) ?? /^\$(?!\s)((?:[^$\\]|\\[^])+?)(?<!\s)\$(?!\d)/.exec(rest);
  if (!found) return false;
  if (!silent) {
    const token = state.push('formula', '', 0);
    token.content = found[1];
    token.meta = { displayMode: rest.startsWith('$$') };
  }
  state.pos += found[0].length;
  return true;
});
markdown.renderer.rules.formula = (tokens, i) =>
  // KaTeX writes MathML beside what it draws: that is what a screen reader reads.
  katex.renderToString(tokens[i].content, {
    ...(tokens[i].meta as { displayMode: boolean }),
    throwOnError: true,
    strict: false,
    output: 'htmlAndMathml',
  });

// [LeCun1998] and [Gorman2014; Horst2020] in running text lead to the entries.
markdown.inline.ruler.after('link', 'citation', (state, silent) => {
  const found = /^\[([^[\]\n]{5,100})\]/.exec(state.src.slice(state.pos));
  if (!found || !KEY.test(found[1])) return false;
  if (!silent) {
    for (const part of found[0].split(KEY)) {
      const isKey = new RegExp(`^${KEY.source}$`, 'u').test(part);
      if (isKey) state.push('link_open', 'a', 1).attrs = [['href', `references.html#${part}`]];
      state.push('text', '', 0).content = part;
      if (isKey) state.push('link_close', 'a', -1);
    }
  }
  state.pos += found[0].length;
  return true;
});

markdown.renderer.rules.heading_open = (tokens, i, _, env: Env) => {
  const level = Number(tokens[i].tag.slice(1));
  const { content, children } = tokens[i + 1];
  let id = slugOf(env.names.shift() ?? content);
  while (env.ids.has(id)) id += '-';
  env.ids.add(id);
  const html = markdown.renderer.renderInline(children ?? [], markdown.options, env);
  env.headings.push({ level, html, id });
  return `<${tokens[i].tag} id="${id}" tabindex="-1">`;
};
markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>';
markdown.renderer.rules.table_close = () => '</table></div>';
markdown.renderer.rules.link_open = (tokens, i, options, _, self) => {
  const href = tokens[i].attrGet('href') ?? '';
  tokens[i].attrSet('href', bookLink(href));
  if (/^https?:/.test(bookLink(href))) tokens[i].attrSet('rel', 'noopener');
  return self.renderToken(tokens, i, options);
};

/** A fresh page: what is rendered with it has headings of different ids. */
export function newPage(): Env {
  return { headings: [], ids: new Set(), names: [] };
}

/** @param english - the text that `text` translates, if it is a translation */
export function renderMarkdown(text: string, page: Env = newPage(), english = text): string {
  const prose = english.replace(/^```[^]*?^```/gm, '');
  page.names = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, name]) => name.trim());
  return markdown.render(text, page);
}

/** A line of Markdown, without a paragraph around it. */
export function renderInline(text: string): string {
  return markdown.renderInline(text, newPage());
}

/** Where a notebook's link leads in the book, whose pages of a language lie in one folder. */
export function bookLink(href: string): string {
  const path = href.replace(/^(?:\.\.\/)+/, '');
  const solution = /^solutions\/(\d\d-[\w-]+)\.ipynb$/.exec(path);
  if (solution) return `${solution[1]}.html#solutions`;
  const notebook = /^(?:notebooks\/)?(\d\d-[\w-]+)\.ipynb(#.*)?$/.exec(path);
  if (notebook) return `${notebook[1]}.html${anchor(notebook[2] ?? '')}`;
  const own = { 'NOTATION.md': 'notation.html', 'references.bib': 'references.html' }[path];
  if (own) return own;
  if (href.startsWith('#')) return anchor(href);
  if (/^(?:[a-z]+:|[\w-]+\.html)/.test(href)) return href;
  return REPOSITORY + (path === href ? `notebooks/${href}` : path);
}

/** `#To-the-last-digit`, as JupyterLab spells it, is `#to-the-last-digit` here. */
function anchor(hash: string): string {
  return hash === '' ? '' : `#${slugOf(decodeURIComponent(hash.slice(1)).replaceAll('-', ' '))}`;
}

/** Code with the marks of its syntax. */
export function highlighted(code: string, language = 'typescript'): string {
  const known = hljs.getLanguage(language) ? language : undefined;
  return known ? hljs.highlight(code, { language: known }).value : escapeHtml(code);
}

/** The words of Markdown, for the search and for titles. */
export function plainText(text: string): string {
  return text
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/[*_`#>|[\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** As in the address bar: letters and digits of any script, joined by hyphens. */
function slugOf(text: string): string {
  return (
    plainText(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'section'
  );
}
