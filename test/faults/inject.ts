/** Injects the faults of one area, in a process of its own: `inject.ts AREA`. */
import { LIMIT_SECONDS, observe, type Fault, type Report } from './fault';

async function main(): Promise<void> {
  const { faults } = (await import(`./${process.argv[2]}`)) as { faults: Fault[] };
  for (const fault of faults) {
    print({ begins: fault.fault, limit: fault.limit ?? LIMIT_SECONDS });
    print(await observe(fault));
  }
  process.exit(0);
}

function print(report: Report): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
