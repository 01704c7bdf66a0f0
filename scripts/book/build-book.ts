import { cpSync, mkdirSync, readFileSync, rmSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../lib/paths';
import { allNotebooks, nameOf, textOf } from '../rerun/notebook';
import { readAxisWords } from './axis-words';
import { writeBundles } from './bundles';
import { chapterPage, type Passage } from './chapter-page';
import { notebookText, readChapters, readNotation, readReadme, type Chapter } from './chapters';
import { compileCells, type CompiledCell } from './compile-cell';
import { coverPage } from './cover';
import { writeDataFiles } from './data-files';
import { cellsElsewhere, type Lack } from './elsewhere';
import { framed, type Entry, type Framed } from './frame';
import { newPage, renderMarkdown } from './markdown';
import { playgroundMain } from './playground-page';
import { referencesHtml } from './references';
import { LANGUAGES, TEXTS, type Language } from './texts';

export interface Built {
  pages: number;
  files: number;
}

/** Writes the book into a folder, whole: what was there goes. `report` hears of each step. */
export async function buildBook(out: string, report: (line: string) => void): Promise<Built> {
  const staging = `${out}.part`;
  rmSync(staging, { recursive: true, force: true });
  for (const folder of [
    'assets/katex',
    'pictures',
    'chapters',
    ...LANGUAGES.flatMap((language) => [language, `notebooks/${language}`]),
  ])
    mkdirSync(join(staging, folder), { recursive: true });
  const write = (path: string, text: string | Buffer): void => writeFileSync(join(staging, path), text);

  report('scripts');
  await writeBundles(join(staging, 'assets'), staging);
  report('data');
  const files = [
    ...(await writeDataFiles(staging)),
    ...allNotebooks().map((path) => `notebooks/en/${nameOf(path)}.ipynb`),
  ];
  const codes = new Map(readChapters('en').map((chapter) => [chapter.name, codeOf(chapter)]));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const [, picture] of readme.matchAll(/<img src="(figures\/[^"]+)"/g))
    cpSync(join(root, picture), join(staging, picture));
  const passages: Passage[] = [];
  let pages = 0;
  for (const language of LANGUAGES) {
    const chapters = readChapters(language);
    const contents = contentsOf(chapters, language);
    const save = (page: Omit<Framed, 'language'>): void => {
      write(`${language}/${page.name}.html`, framed({ ...page, language }, contents));
      pages++;
    };
    chapters.forEach((chapter, i) => {
      if (i % 9 === 0) report(`${TEXTS[language].languageName}: ${chapter.title}`);
      const code = codes.get(chapter.name) as Code;
      const page = chapterPage(chapter, code.lacks, [chapters[i - 1], chapters[i + 1]]);
      page.passages.forEach((passage) => passages.push({ ...passage, page: `${language}/${passage.page}` }));
      if (language === 'en') {
        page.pictures.forEach((picture, name) => write(`pictures/${name}`, picture));
        write(`chapters/${chapter.name}.plots.js`, `window.PLOTS = ${JSON.stringify(page.plots)};`);
        write(
          `chapters/${chapter.name}.cells.js`,
          `window.SURROUNDINGS = ${JSON.stringify({ chapter: chapter.name, files })};\n` +
            `window.CELLS = ${JSON.stringify(Object.fromEntries(code.compiled))};`,
        );
      }
      write(
        `notebooks/${language}/${chapter.name}.ipynb`,
        notebookText(join(root, 'notebooks', `${chapter.name}.ipynb`), language),
      );
      save({
        ...page,
        name: chapter.name,
        title: chapter.title,
        scripts: [`chapters/${chapter.name}.plots.js`, ...(language === 'zh' ? ['assets/axes-zh.js'] : [])],
      });
    });
    const texts = TEXTS[language];
    const notation = newPage();
    save({
      name: 'index',
      title: texts.heading,
      description: `${texts.heading}. ${texts.tagline}`,
      main: coverPage(chapters, texts, readReadme(language)),
    });
    save({
      name: 'notation',
      title: texts.notation,
      description: texts.notation,
      main: renderMarkdown(readNotation(language), notation),
      headings: notation.headings,
    });
    save({
      name: 'references',
      title: texts.references,
      description: texts.references,
      main: `<h1>${texts.references}</h1>${referencesHtml()}`,
    });
    save({
      name: 'playground',
      title: texts.playground,
      description: texts.playground,
      main: playgroundMain(language),
      scripts: ['assets/playground.js'],
    });
  }
  write(
    'assets/search-index.js',
    `window.PASSAGES = ${JSON.stringify(passages.map((passage, id) => ({ id, ...passage })))};`,
  );
  write('assets/axes-zh.js', `window.AXES = ${JSON.stringify(readAxisWords())};`);
  write('index.html', entrance());
  cpSync(join(root, 'scripts/book/book.css'), join(staging, 'assets/book.css'));
  write('assets/icon.svg', ICON);
  const katex = join(root, 'node_modules/katex/dist');
  cpSync(join(katex, 'katex.min.css'), join(staging, 'assets/katex/katex.min.css'));
  cpSync(join(katex, 'fonts'), join(staging, 'assets/katex/fonts'), {
    recursive: true,
    filter: (path) => !/\.(?:ttf|woff)$/.test(path),
  });
  stampOffline(staging);
  rmSync(out, { recursive: true, force: true });
  renameSync(staging, out);
  return { pages, files: files.length };
}

function contentsOf(chapters: readonly Chapter[], language: Language): Entry[] {
  const texts = TEXTS[language];
  return [
    ...chapters.map(({ name, title }) => ({ name, title })),
    { name: 'playground', title: texts.playground },
    { name: 'notation', title: texts.notation },
    { name: 'references', title: texts.references },
  ];
}

/** A chapter's cells of code by their ids. */
interface Code {
  compiled: Map<string, CompiledCell>;
  lacks: Map<string, Lack>;
}

function codeOf({ cells }: Chapter): Code {
  const code = cells.filter(({ cell_type, source }) => cell_type === 'code' && textOf(source).trim() !== '');
  const sources = code.map(({ source }) => textOf(source));
  const compiled = compileCells(sources);
  const lacks = cellsElsewhere(sources, compiled);
  const ids = code.map(({ id }) => String(id));
  return {
    compiled: new Map(ids.map((id, i) => [id, compiled[i]])),
    lacks: new Map([...lacks].map(([i, lack]) => [ids[i], lack])),
  };
}

/** A language that the browser asks for is chosen by a script; without one, English. */
function entrance(): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>softmax-lab</title>
<script src="assets/entrance.js"></script><noscript><meta http-equiv="refresh" content="0;url=en/index.html"></noscript>
<p><a href="en/index.html">English</a> · <a href="zh/index.html" lang="zh-CN">中文</a></p></html>
`;
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 4 29 27H3z" fill="none" stroke="#0a5fb4" stroke-width="3" stroke-linejoin="round"/><circle cx="14" cy="19" r="3.2" fill="#d55e00"/></svg>`;

/** Each book has a cache of its own: its name is a fingerprint of the scripts and pages. */
function stampOffline(folder: string): void {
  const hash = createHash('sha256');
  for (const name of ['assets/kernel.js', 'assets/reader.js', 'assets/search-index.js', 'assets/book.css'])
    hash.update(readFileSync(join(folder, name)));
  const path = join(folder, 'offline.js');
  writeFileSync(path, `const BUILD = '${hash.digest('hex').slice(0, 16)}';\n${readFileSync(path, 'utf8')}`);
}
