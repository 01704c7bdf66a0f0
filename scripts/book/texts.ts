import { outline } from '../lib/outline';

/** The words of the book's own interface. */
export type Language = 'en' | 'zh';

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

const english = {
  htmlLanguage: 'en',
  languageName: 'English',
  contents: 'Contents',
  onThisPage: 'On this page',
  search: 'Search the book',
  searchHint: 'Search ( / )',
  noResults: 'Nothing found',
  theme: 'Light or dark',
  skip: 'Skip to the text',
  previous: 'Previous',
  next: 'Next',
  run: 'Run',
  runAll: 'Run all',
  stop: 'Stop',
  reset: 'Reset',
  resetCell: 'Undo edits',
  code: 'Code of cell',
  figureLive: 'Draw it live',
  figureImage: 'figure',
  solutions: 'Solutions to the exercises',
  download: 'Download the notebook',
  inJupyter: 'Open in JupyterLab',
  inJupyterHow: 'In a copy of the project: npm run lab, then notebooks/',
  notation: 'Notation',
  references: 'References',
  playground: 'Playground',
  untranslated: '',
  noScript: 'Without JavaScript the book reads, but its cells do not run.',
  lacks: {
    python: 'This cell runs Python, which a browser has not',
    data: 'This cell reads the data set $, which does not lie beside the book',
    cell: 'This cell needs what cell $ makes, and that one does not run in a page',
  },
  plain:
    'The browser gives this page no shared memory (or has no SIMD), so cells run in plain loops: more slowly, and where a kernel rounds, with other last digits.',
  committed: '; the output is that of the committed run.',
  held: 'held',
  failed: 'did not hold',
  claims: 'claims',
  begin: 'Begin with two classes',
  /** The outline's, from 1. */
  parts: [
    'From two classes to many',
    'Softmax and its loss',
    'Forward, backward, training',
    'The mathematics',
    'In code',
    'At work',
    'Tools and sources',
    'Limits and remedies',
    'Questions and answers',
  ],
  heading: 'Softmax loss, from two classes to many',
  tagline:
    'Cells run in the page, and can be changed there, with the same bits; what a browser lacks, the page says.',
};

export type Texts = typeof english;

const chinese: Texts = {
  htmlLanguage: 'zh-CN',
  languageName: '中文',
  contents: '目录',
  onThisPage: '本页内容',
  search: '全书搜索',
  searchHint: '搜索（按 /）',
  noResults: '没有找到',
  theme: '浅色或深色',
  skip: '跳到正文',
  previous: '上一章',
  next: '下一章',
  run: '运行',
  runAll: '全部运行',
  stop: '停止',
  reset: '重置',
  resetCell: '撤销修改',
  code: '代码单元',
  figureLive: '交互式绘图',
  figureImage: '图',
  solutions: '习题解答',
  download: '下载 notebook',
  inJupyter: '在 JupyterLab 中打开',
  inJupyterHow: '在项目副本中运行 npm run lab -- --lang zh，然后打开 ',
  notation: '符号',
  references: '参考文献',
  playground: '演示台',
  untranslated: '（本节尚未翻译，以下为英文原文）',
  noScript: '没有 JavaScript 时仍可阅读本书，但代码单元无法运行。',
  lacks: {
    python: '这个单元要运行 Python，浏览器里没有',
    data: '这个单元要读数据集 $，它不随书提供',
    cell: '这个单元要用单元 $ 的结果，而单元 $ 不能在页面里运行',
  },
  plain:
    '浏览器没有给这个页面共享内存（或者不支持 SIMD），单元只能用普通循环来算：比较慢，内核舍入之处末几位数字也会不同。',
  committed: '；所示为已提交运行的输出。',
  held: '成立',
  failed: '不成立',
  claims: '条断言',
  begin: '从两个类别开始',
  parts: outline().flatMap(({ number, title }) => (number.includes('.') ? [] : [title])),
  heading: '从二元到多元：softmax损失的推广',
  tagline: '单元可以直接在页面里运行和修改，结果逐位相同；浏览器缺什么，页面会说明。',
};

export const TEXTS: Readonly<Record<Language, Texts>> = { en: english, zh: chinese };
