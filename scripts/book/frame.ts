import { escapeHtml, type Heading } from './markdown';
import { LANGUAGES, TEXTS, type Language } from './texts';

/** An entry of the table of contents. */
export interface Entry {
  name: string;
  title: string;
}

export interface Framed {
  language: Language;
  /** Name of the page's file, without `.html`. */
  name: string;
  title: string;
  /** For search engines and links that are shown with a summary. */
  description: string;
  /** What stands between the header and the foot. */
  main: string;
  headings?: readonly Heading[];
  /** Scripts of this page alone, relative to the book's folder. */
  scripts?: readonly string[];
}

/**
 * Nothing from elsewhere, no script within the HTML: what a cell prints can't bring one. Cells are compiled to functions
 * and kernels to WebAssembly, in a worker made of a blob.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' file: blob: 'unsafe-eval' 'wasm-unsafe-eval'",
  "style-src 'self' file: 'unsafe-inline'",
  "img-src 'self' file: data: blob:",
  "font-src 'self' file: data:",
  "connect-src 'self' file: blob:",
  "worker-src 'self' blob:",
  "frame-src 'self' about:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A page: header with search, contents, the page's own part. */
export function framed(page: Framed, contents: readonly Entry[]): string {
  const texts = TEXTS[page.language];
  const entry = ({ name, title }: Entry): string => {
    const here = name === page.name;
    const inside = here && page.headings ? outlineOf(page.headings, texts.onThisPage) : '';
    return `<li><a href="${name}.html"${here ? ' aria-current="page"' : ''}>${escapeHtml(title)}</a>${inside}</li>`;
  };
  const others = LANGUAGES.filter((language) => language !== page.language).map(
    (language) =>
      `<a href="../${language}/${page.name}.html" lang="${TEXTS[language].htmlLanguage}" hreflang="${TEXTS[language].htmlLanguage}">${TEXTS[language].languageName}</a>`,
  );
  return `<!doctype html>
<html lang="${texts.htmlLanguage}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escapeHtml(page.description)}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)} · softmax-lab</title>
<link rel="icon" href="../assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="../assets/katex/katex.min.css">
<link rel="stylesheet" href="../assets/book.css">
<script src="../assets/theme.js"></script>
</head>
<body>
<a class="skip" href="#text">${texts.skip}</a>
<header>
<button id="menu" aria-expanded="false" aria-controls="contents" aria-label="${texts.contents}">☰</button>
<a class="home" href="index.html">softmax-lab</a>
<div class="search" role="search"><input id="search" type="search" placeholder="${texts.searchHint}" aria-label="${texts.search}" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="found"><ul id="found" role="listbox" aria-label="${texts.search}" data-none="${texts.noResults}" hidden></ul></div>
${others.join('\n')}
<button id="theme" aria-label="${texts.theme}">◐</button>
</header>
<nav id="contents" aria-label="${texts.contents}"><ol>
${contents.map(entry).join('\n')}
</ol></nav>
<main id="text" tabindex="-1">
<noscript><p class="note">${texts.noScript}</p></noscript>
${page.main}
</main>
${(page.scripts ?? []).map((path) => `<script src="../${path}"></script>\n`).join('')}<script src="../assets/reader.js"></script>
</body>
</html>
`;
}

function outlineOf(headings: readonly Heading[], label: string): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  const items = shown.map(({ level, id, html }) => `<li class="h${level}"><a href="#${id}">${html}</a></li>`);
  return items.length > 0 ? `<ol class="outline" aria-label="${label}">${items.join('')}</ol>` : '';
}
