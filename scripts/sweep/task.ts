import { readFileSync } from 'node:fs';
import { interruptible } from '../lib/interrupt';
import { perform, VersionError, type Request } from './perform';

// Performs the run that standard input asks for, for an engine: `{ outcome }`, `{ refused }` or `{ error }` on standard
// output. It ends when the process that started it is no more.

const tell = (answer: object): void => {
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
};

const request = JSON.parse(readFileSync(0, 'utf8')) as Request;
interruptible((signal) => perform(request, { signal })).then(
  (outcome) => tell({ outcome }),
  (error: Error) => tell({ [error instanceof VersionError ? 'refused' : 'error']: error.message }),
);
