import { join } from 'node:path';
import { checkDialect } from './check';
import { DIALECTS } from './vectors';

export const differencesFile = join(__dirname, 'differences.md');

/** The cases in which we differ from a framework on purpose, by dialect and reason: what `differences.md` holds. */
export function differencesText(): string {
  const sections = DIALECTS.flatMap((name) => {
    const reasons = [...checkDialect(name).differing].map(
      ([reason, cases]) => `${reason}\n\n${cases.map((each) => `- \`${each}\`\n`).join('')}`,
    );
    return reasons.length === 0 ? [] : [`## ${name}\n\n${reasons.join('\n')}`];
  });
  const head =
    '# Where ours differs on purpose\n\nWritten by `npm run conformance -- --update`. A test holds it to be complete, and each case to differ.\n';
  return [head, ...sections].join('\n');
}
