import { OptionError } from '../core';
import { nodeModule } from '../core/node-module';
import { decodeSafetensors } from './decode-safetensors';

/**
 * Writes a checkpoint or saved parameters. At every moment the file is the old one or the new one, whole: the bytes
 * go to a temporary file beside it, to the disk, and then take its name.
 *
 * @throws {@link OptionError} for other bytes; Error that names the file, when it can't be written. What was there
 * stays
 * @example
 * const onEpoch = (event: train.EpochEvent) => train.saveFile('run.safetensors', event.checkpoint());
 */
export function saveFile(path: string, bytes: Uint8Array): void {
  decodeSafetensors('saveFile', bytes);
  const fs = fileSystem();
  let temporary: string | undefined;
  try {
    const there = fs.statSync(path, { throwIfNoEntry: false });
    if (there && !there.isFile()) throw new Error('there is something else than a file');
    const target = there ? fs.realpathSync(path) : path; // a link stays one
    temporary = `${target}.${process.pid}.tmp`;
    const file = fs.openSync(temporary, 'w');
    try {
      fs.writeFileSync(file, bytes);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, target);
  } catch (cause) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`saveFile: '${path}' can't be written, what was there stays: ${reason}`, { cause });
  }
}

function fileSystem(): typeof import('node:fs') {
  try {
    return nodeModule('node:fs');
  } catch (cause) {
    throw new OptionError('saveFile: there are no files here; it needs Node.js', { cause });
  }
}
