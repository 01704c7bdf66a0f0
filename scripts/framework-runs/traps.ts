import { runPython } from 'softmax-lab';
import { readProgram, readRun, writeRun } from '../lib/committed-runs';

const [PROGRAM, FILE] = ['traps.py', 'traps.json'];

/** Numbers, the name of an exception, or null where there is no such call. */
type Outcome = number[] | string | null;

interface Answer {
  frameworks: string[];
  outcomes: Record<string, Outcome[]>;
  versions: Record<string, string>;
}

/** What careless calls give in the frameworks. */
export async function trapRuns(check: boolean): Promise<boolean> {
  const answer = await runPython<Answer>(readProgram(PROGRAM), { environment: 'frameworks' });
  const outcomes = Object.fromEntries(
    Object.entries(answer.outcomes).map(([trap, found]) => [trap, found.map(spelled)]),
  );
  if (!check) writeRun(FILE, { program: PROGRAM, ...answer, outcomes });
  const committed = readRun<{ outcomes: Record<string, (string | null)[]> }>(FILE).outcomes;
  const different = Object.keys({ ...committed, ...outcomes }).filter(
    (trap) => JSON.stringify(committed[trap]) !== JSON.stringify(outcomes[trap]),
  );
  const which = different.length === 0 ? '' : `: ${different.join('; ')}`;
  console.log(`${different.length === 0 ? '✓' : '✗'} careless calls give what they gave${which}`);
  return different.length === 0;
}

/** As text, for JSON has no NaN; four digits, which roundings leave alone. */
function spelled(outcome: Outcome): string | null {
  if (outcome === null || typeof outcome === 'string') return outcome;
  return outcome
    .map((value) => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value)))
    .join(', ');
}
