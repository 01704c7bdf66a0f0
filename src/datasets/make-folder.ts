import { nodeModule } from './node-module';

/** Makes a folder and those above it. Node's own `recursive` never returns where the system makes none (`/proc`). */
export function makeFolder(path: string): void {
  const fs = nodeModule('node:fs');
  const above = nodeModule('node:path').dirname(path);
  if (!fs.existsSync(above)) makeFolder(above);
  try {
    fs.mkdirSync(path);
  } catch (error) {
    if (!fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
