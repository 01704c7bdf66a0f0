/** The compiler of edited cells: a script of its own, for it is as large as all else together. */
import * as typescript from 'typescript';
import * as compile from '../compile-cell';

const scope = globalThis as unknown as { book: { packages: Record<string, unknown>; compile?: unknown } };
scope.book.packages.typescript = typescript;
scope.book.compile = compile;
