// The CommonJS modules of `dist/`, all in `modules.js`: a file of its own takes a block of the disk, however small it is,
// and a look-up when it is loaded. For each folder that can be imported there is an `index.js`, which takes its module out.
// The WebAssembly kernels, a tenth of all, are a file of their own, which is loaded when they are first needed; so is each
// folder that only those who ask for it need.
import { writeFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

/** Folders that no other imports. */
const LATER = ['recommenders', 'torch', 'word-vectors'];

const HEAD = `'use strict';
const loaded = {};
const later = {
${LATER.map((folder) => `  "${folder}": () => require("./${folder}/modules.js"),\n`).join('')}};
function $require(name) {
  if (!(name in loaded)) {
    if (!(name in modules)) Object.assign(modules, later[name.slice(0, name.indexOf('/'))]()($require, $export));
    const file = \`\${__dirname}/\${name}.js\`;
    loaded[name] = Object.defineProperty({}, '__esModule', { value: true });
    modules[name](loaded[name], file, file.slice(0, file.lastIndexOf('/')));
  }
  return loaded[name];
}
const $export = (exports, name, get) => Object.defineProperty(exports, name, { enumerable: true, get });
module.exports = $require;
`;

/** What the compiler writes into each module and one place can do for all. */
const REPEATED = [
  [/^"use strict";\n/, ''],
  [/^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\n/m, ''],
  [/^(exports\.\w+ = )+void 0;\n/m, ''],
  [
    /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (.*); \} \}\);$/gm,
    '$export(exports, "$1", () => $2);',
  ],
  // Of the root: a namespace is made when somebody asks for it.
  [
    new RegExp(`^exports\\.(\\w+) = __importStar\\((require\\("\\./(?:${LATER.join('|')})"\\))\\);$`, 'gm'),
    '$export(exports, "$1", () => $2);',
  ],
];

const APART = 'wasm/kernels.generated';

/** Writes them into the program's `outDir`, without comments: editors read the declarations' own. */
export function writeCommonModules(ts, program) {
  const options = program.getCompilerOptions();
  Object.assign(options, { declaration: false, removeComments: true }); // The emitter reads them anew.
  const texts = new Map();
  program.emit(undefined, (path, text) => {
    texts.set(relative(options.outDir, path).replaceAll('\\', '/').slice(0, -'.js'.length), text);
  });
  const whole = (from, path) => {
    const name = posix.join(posix.dirname(from), path);
    return texts.has(name) ? name : posix.join(name, 'index');
  };
  const bodies = Array.from(texts, ([name, text]) => {
    if (name === APART) return `"${name}"(exports) {\n${writeApart(options.outDir, text)}},\n`;
    const lean = REPEATED.reduce((code, [pattern, by]) => code.replace(pattern, by), withTabs(ts, text));
    const body = lean.replace(/\brequire\("(\..*?)"\)/g, (_, path) => `$require("${whole(name, path)}")`);
    return `"${name}"(exports, __filename, __dirname) {\n${body}},\n`;
  });
  const names = [...texts.keys()];
  const modulesOf = (isHere) => `{\n${bodies.filter((_, i) => isHere(names[i])).join('')}}`;
  const isIn = (folder) => (name) => name.startsWith(`${folder}/`);
  const isLater = (name) => LATER.some((folder) => isIn(folder)(name));
  const first = modulesOf((name) => !isLater(name));
  writeFileSync(join(options.outDir, 'modules.js'), `${HEAD}const modules = ${first};\n`);
  for (const folder of LATER.filter((folder) => names.some(isIn(folder)))) {
    const text = `'use strict';\nmodule.exports = ($require, $export) => (${modulesOf(isIn(folder))});\n`;
    writeFileSync(join(options.outDir, folder, 'modules.js'), text);
  }
  for (const name of names.filter((name) => posix.basename(name) === 'index')) {
    const path = posix.relative(posix.dirname(name), 'modules.js');
    writeFileSync(join(options.outDir, `${name}.js`), `module.exports = require('./${path}')('${name}');\n`);
  }
}

/** Writes the module into its file; returns code that exports what the file does, each when it is asked for. */
function writeApart(outDir, text) {
  writeFileSync(join(outDir, `${APART}.js`), text);
  const names = new Set(Array.from(text.matchAll(/^exports\.(\w+) = /gm), ([, name]) => name));
  const get = (name) => `$export(exports, "${name}", () => require("./${APART}.js").${name});\n`;
  return Array.from(names, get).join('');
}

/** Each four blanks at the beginning of a line as one tab, but for lines that begin within a template. */
function withTabs(ts, text) {
  const source = ts.createSourceFile('module.js', text, ts.ScriptTarget.ES2022);
  const within = [];
  const visit = (node) => {
    if (ts.isTemplateLiteralToken(node)) within.push([node.getStart(source), node.end]);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return text.replace(/^(?: {4})+/gm, (blanks, at) =>
    within.some(([start, end]) => at > start && at < end) ? blanks : '\t'.repeat(blanks.length / 4),
  );
}
