import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';

/** A folder with the project's scripts and packages, and a library of its own. Spaces and letters as anywhere. */
export function buildProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'softmax-lab bäu 構築 '));
  for (const name of ['package.json', 'tsconfig.json', 'scripts']) {
    cpSync(join(root, name), join(project, name), { recursive: true });
  }
  mkdirSync(join(project, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== 'softmax-lab')
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  mkdirSync(join(project, 'src/lib'), { recursive: true });
  writeFileSync(join(project, 'src/index.ts'), "export { answer } from './lib/answer';\n");
  writeFileSync(join(project, 'src/lib/answer.ts'), 'export function answer(): number {\n  return 42;\n}\n');
  return project;
}
