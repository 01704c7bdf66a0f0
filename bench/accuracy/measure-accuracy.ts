import type { Environment } from '../environment';
import type { Contender } from '../measure';
import type { Probed } from '../protocol';
import { base64, bytes } from '../base64';
import { rounded } from '../results';
import { accuracyInputs } from './inputs';
import { reference } from './reference';
import { worstUlp } from './ulp';

export const quantities = ['softmax', 'logSoftmax', 'loss', 'gradient'] as const;

/** Largest errors in ulp, by participant, inputs and quantity; null where a result was NaN or infinite. */
export type Errors = Record<string, Record<string, Record<keyof Probed, number | null>>>;

export interface AccuracyResult {
  environment: Environment;
  rows: number;
  classes: number;
  errors: Errors;
}

/**
 * Lets every contender compute the same rows and compares with 50 digits. One of the peers that fails is left out.
 * @throws if ours fails
 */
export async function measureAccuracy(
  ours: Contender,
  peers: readonly Contender[],
  quick: boolean,
  report: (line: string) => void,
): Promise<Omit<AccuracyResult, 'environment'>> {
  const errors: Errors = {};
  const all = accuracyInputs(quick);
  for (const input of all) {
    const exact = reference(input);
    const { rows, classes } = input;
    const [logits, labels] = [base64(input.logits), base64(input.labels)];
    for (const contender of [ours, ...peers]) {
      const { name: participant, ask } = contender;
      try {
        const results = await ask({ op: 'probe', participant, rows, classes, logits, labels });
        const cells = quantities.map((quantity) => {
          const worst = worstUlp(new Float32Array(bytes(results[quantity])), exact[quantity]);
          return [
            quantity,
            Number.isFinite(worst) ? Number(worst.toFixed(3)) && rounded(worst, 3) : null,
          ] as const;
        });
        const row = Object.fromEntries(cells) as Record<keyof Probed, number | null>;
        (errors[participant] ??= {})[input.name] = row;
        report(`${input.name}, ${participant}: ${cells.map(([name, ulp]) => `${name} ${ulp}`).join(' · ')}`);
      } catch (error) {
        if (contender === ours) throw error;
        report(`✗ ${participant}, ${input.name}: ${(error as Error).message.split('\n')[0]}`);
      }
    }
  }
  return { rows: all[0].rows, classes: all[0].classes, errors };
}
