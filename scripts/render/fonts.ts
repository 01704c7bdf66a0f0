import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const faces = [
  { family: 'Noto Sans', weight: 400, file: 'noto-sans-regular.woff2' },
  { family: 'Noto Sans', weight: 700, file: 'noto-sans-bold.woff2' },
  { family: 'Noto Sans Math', weight: 400, file: 'noto-sans-math.woff2' },
  { family: 'Noto Sans Symbols 2', weight: 400, file: 'noto-sans-symbols.woff2' },
  { family: 'Noto Sans SC', weight: 400, file: 'noto-sans-sc.woff2' },
] as const;

/** `@font-face` rules with the fonts inside, for pages that must look the same everywhere. */
export function fontFaces(): string {
  return faces
    .map(({ family, weight, file }) => {
      const data = readFileSync(join(__dirname, 'fonts', file)).toString('base64');
      return `@font-face { font-family: '${family}'; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}) format('woff2'); }`;
    })
    .join('\n');
}

/** The faces in CSS' shorthand, to load them before anything is measured. */
export const fontShorthands = faces.map(({ family, weight }) => `${weight} 16px '${family}'`);
