import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { writeWhole } from '../lib/temporary';

/** Remembers of what each file was made and what is in it, so that what has not changed is not drawn again. */
export interface Manifest {
  has(file: string, source: unknown): boolean;
  add(file: string, source: unknown, content: string | Buffer): void;
}

/** The manifest of a folder; `options` are part of what a file is made of, as the drawing code is. */
export function openManifest(folder: string, options: { scale: number; theme: string }): Manifest {
  const path = join(folder, 'manifest.json');
  const entries = read(path);
  const tools = drawnBy();
  const hashOf = (file: string, source: unknown, content: string | Buffer): string => {
    // The scale is that of pixels, so the other formats do not change with it.
    const used = extname(file) === '.png' ? options : { theme: options.theme };
    return sha256(JSON.stringify([tools, used, source, sha256(content)]));
  };
  return {
    has: (file, source) =>
      existsSync(join(folder, file)) &&
      entries[file] === hashOf(file, source, readFileSync(join(folder, file))),
    add(file, source, content) {
      entries[file] = hashOf(file, source, content);
      writeWhole(path, `${JSON.stringify(entries, null, 2)}\n`);
    },
  };
}

/** A damaged manifest costs a redrawing, nothing else. */
function read(path: string): Record<string, string> {
  try {
    return { ...(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) };
  } catch {
    return {};
  }
}

/** The hash of the code and the fonts that draw, and of plotly.js' and the browser's versions. */
function drawnBy(): string {
  const sources = [__dirname, join(__dirname, 'fonts')].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(ts|woff2)$/.test(name))
      .sort()
      .map((name) => sha256(readFileSync(join(folder, name)))),
  );
  const packages = ['plotly.js', '@sparticuz/chromium'].map((name) => versionOf(name));
  return sha256([...sources, ...packages, process.env.CHROME_PATH ?? ''].join());
}

function versionOf(name: string): string {
  const path = join(__dirname, '..', '..', 'node_modules', name, 'package.json');
  if (!existsSync(path)) return 'none';
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
