import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Emitted } from './converter';

const maps = new WeakMap<Emitted, SourceMap>();

/** The line of the source that a line of the JavaScript came from; both count from one. */
export function sourceLine(emitted: Emitted, line: number): number | undefined {
  let map = maps.get(emitted);
  if (map === undefined)
    maps.set(emitted, (map = new SourceMap(JSON.parse(emitted.sourceMap) as SourceMapPayload)));
  const indent = emitted.code.split('\n')[line - 1].search(/\S|$/);
  const entry = map.findEntry(line - 1, indent);
  // tslab puts a line before the source.
  return 'originalLine' in entry ? entry.originalLine : undefined;
}
