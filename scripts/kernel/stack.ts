import { withoutBoxes } from './box-names';
import { cellOfUrl } from './cells';
import { sourceLine } from './source-line';

/** Deep library code must not push the cell's own frames out of the trace. */
const RECORDED_FRAMES = 50;
const SHOWN_FRAMES = 10;

/**
 * From here on the stack of an error that passes through a cell lists the cells' frames alone, by cell and line.
 * Frames of Node differ between its versions and those of libraries name paths of this machine, and either would
 * make the output of `console.log(error)` irreproducible. Errors that never met a cell keep their full stack.
 */
export function showCellFramesOnly(): void {
  const previous = Error.prepareStackTrace?.bind(Error);
  Error.stackTraceLimit = RECORDED_FRAMES;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map(cellFrame).filter((frame) => frame !== undefined);
    if (frames.length > 0) return [headline(error), ...frames.slice(0, SHOWN_FRAMES)].join('\n');
    return previous ? (previous(error, sites) as unknown) : headline(error);
  };
}

function cellFrame(site: NodeJS.CallSite): string | undefined {
  const cell = cellOfUrl(site.getScriptNameOrSourceURL() ?? '');
  if (cell?.emitted === undefined) return undefined;
  const emittedLine = site.getLineNumber() ?? 0;
  // Behind the cell's last line stand the calls of the functions around the cell.
  if (emittedLine > cell.emitted.code.split('\n').length) return undefined;
  const line = sourceLine(cell.emitted, emittedLine);
  const place = line === undefined ? cell.label : `${cell.label}, line ${line}`;
  // V8 infers "exports.f" and "Object.f" by rules that have changed: the last part is stable.
  const name = site.getFunctionName()?.split('.').at(-1);
  return name ? `    at ${site.isConstructor() ? 'new ' : ''}${name} (${place})` : `    at ${place}`;
}

function headline(error: Error): string {
  try {
    return withoutBoxes(Error.prototype.toString.call(error));
  } catch {
    return 'Error';
  }
}
