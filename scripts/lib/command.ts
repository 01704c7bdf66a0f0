/** What the project's commands end with. */
export const exitCodes = { done: 0, failed: 1, usage: 2, lacking: 3, interrupted: 130 } as const;

/** The command was called wrongly; the message says how to call it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The machine lacks something; the message names the remedy. */
export class LackingError extends Error {
  override name = 'LackingError';
}

/**
 * Runs a command: turns its result and errors into exit codes, and `--help` into its help.
 * @param main - returns whether everything held; a rejection is reported and ends with its exit code
 */
export function runCommand(help: string, main: (args: string[]) => Promise<boolean>): void {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return;
  }
  // A main that throws at once ends like one that rejects.
  const ended = Promise.resolve(args).then(main);
  ended.then(
    (held) => process.exit(held ? exitCodes.done : exitCodes.failed),
    (error: Error & { code?: string; kind?: string }) => {
      // parseArgs says ERR_PARSE_ARGS_…
      const usage = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
      console.error(usage ? `${error.message}\n\n${help}` : error.message);
      if (usage) process.exit(exitCodes.usage);
      // A DatasetError says whether the machine or the data is to blame.
      const lacking = error instanceof LackingError || error.kind === 'environment';
      process.exit(lacking ? exitCodes.lacking : exitCodes.failed);
    },
  );
}
