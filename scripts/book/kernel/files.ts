import { gunzipSync } from 'fflate';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Surroundings } from '../messages';

/** Where the library believes to lie, and where its cache. */
export const LIBRARY = '/library';
export const CACHE = '/cache';
const NOTEBOOKS = '/library/notebooks';

/** What data sets and notebooks ask of Node: files beside the book, their paths and checksums. */
export function nodeFiles({ base, files }: Surroundings): Record<string, unknown> {
  const known = new Set(files);
  const piecesOf = (file: string): string[] => {
    const names: string[] = [];
    while (known.has(`${file}.${names.length}.gz`)) names.push(`${file}.${names.length}.gz`);
    return names;
  };
  const read = (path: string, options?: string | { encoding?: string }): Uint8Array | string => {
    const file = placeOf(path);
    const pieces = piecesOf(file);
    if (!known.has(file) && pieces.length === 0) throw missing(path);
    const bytes = known.has(file)
      ? fetchNow(base + file)
      : joined(pieces.map((piece) => unpacked(fetchNow(base + piece))));
    const encoding = typeof options === 'string' ? options : options?.encoding;
    return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
  };
  const refuse = (path: string): never => {
    throw Object.assign(new Error(`'${path}' can't be written: a page has no disk`), { code: 'EROFS' });
  };
  return {
    'node:fs': {
      readFileSync: read,
      existsSync: (path: string) => known.has(placeOf(path)) || piecesOf(placeOf(path)).length > 0,
      rmSync: () => undefined,
      mkdirSync: refuse,
      writeFileSync: refuse,
    },
    'node:path': {
      join,
      resolve: (...parts: string[]) => absolute(join(...parts)),
      basename,
      isAbsolute,
      dirname,
    },
    'node:crypto': {
      createHash: () => {
        let bytes = new Uint8Array();
        const hash = {
          update(next: Uint8Array | string) {
            bytes = typeof next === 'string' ? new TextEncoder().encode(next) : next;
            return hash;
          },
          digest: () => bytesToHex(sha256(bytes)),
        };
        return hash;
      },
    },
    'node:os': {
      homedir: () => '/',
      availableParallelism: () => navigator.hardwareConcurrency,
      cpus: () => Array.from({ length: navigator.hardwareConcurrency }, () => ({ model: 'browser' })),
    },
  };
}

/** The file's place beside the book, where notebooks lie to be downloaded. */
function placeOf(path: string): string {
  const whole = absolute(path);
  if (dirname(whole) === NOTEBOOKS && whole.endsWith('.ipynb')) return `notebooks/en/${basename(whole)}`;
  return `files${whole.startsWith(`${LIBRARY}/`) ? whole.slice(LIBRARY.length) : whole}`;
}

/** Some hosts unpack on the way. */
function unpacked(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? (gunzipSync(bytes) as Uint8Array) : bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function absolute(path: string): string {
  return isAbsolute(path) ? join(path) : join(NOTEBOOKS, path);
}

/** In a worker waiting costs nobody anything, and the library's readers do not wait by promises. */
function fetchNow(address: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  request.responseType = 'arraybuffer';
  try {
    request.send();
  } catch (cause) {
    throw Object.assign(new Error(`${address} can't be read: is the book opened from a disk?`, { cause }), {
      code: 'EACCES',
    });
  }
  if (request.status >= 400) throw missing(address);
  return new Uint8Array(request.response as ArrayBuffer);
}

function missing(path: string): Error {
  return Object.assign(new Error(`'${path}' is no file that stands beside the book`), { code: 'ENOENT' });
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function dirname(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';
}

function join(...parts: string[]): string {
  const result: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '..') result.pop();
    else if (part !== '' && part !== '.') result.push(part);
  }
  return (isAbsolute(parts[0] ?? '') ? '/' : '') + result.join('/');
}
