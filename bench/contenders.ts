import { existsSync } from 'node:fs';
import { frameworksPython } from '../scripts/lib/paths';
import { UsageError } from '../scripts/lib/command';
import { installJavaScriptPackages } from './javascript-packages';
import type { Contender } from './measure';
import { KEPT_HEAP, OURS, servers, threadEnvironment, type Server } from './participants';
import { startServer, type ServerProcess } from './process';

export interface Contenders {
  ours: Contender;
  peers: Contender[];
  versions: Record<string, string>;
  stop: () => Promise<void>;
}

/** The servers that a run starts: ours, and those peers that are wanted and installed. */
export function chooseServers(peers: string | undefined, report: (line: string) => void): Server[] {
  const names = servers.flatMap(({ participants }) => participants).filter((name) => name !== OURS);
  const spelled = (name: string): string => name.toLowerCase().replace(/[ -]/g, '');
  const wanted =
    peers === undefined ? names : peers === 'none' ? [] : peers.split(',').map((peer) => match(peer));
  function match(peer: string): string {
    const found = names.find((name) => spelled(name) === spelled(peer));
    if (found === undefined)
      throw new UsageError(`There is no peer '${peer}'; there are: ${names.join(', ')}.`);
    return found;
  }
  let missing = false;
  const chosen = servers.flatMap((server) => {
    if (server.participants.includes(OURS)) return [server];
    const participants = server.participants.filter((name) => wanted.includes(name));
    if (participants.length === 0) return [];
    if (server.needs === 'frameworks' && !existsSync(frameworksPython)) {
      missing = true;
      return [];
    }
    if (server.needs === 'packages') installJavaScriptPackages();
    return [{ ...server, participants }];
  });
  if (missing) report('The frameworks are not installed and left out: npm run frameworks installs them.');
  return chosen;
}

/** Starts the processes; on Linux those of the frameworks twice, once with their heap kept (if `heaps`). */
export async function startContenders(
  chosen: readonly Server[],
  threads: number,
  heaps = process.platform === 'linux',
): Promise<Contenders> {
  const processes: ServerProcess[] = [];
  const contenders: Contender[] = [];
  const versions: Record<string, string> = {};
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((server) => server.stop()));
  };
  try {
    for (const { command, participants, needs, env: own, single } of chosen) {
      if (single && threads > 1) continue;
      for (const keptHeap of needs === 'frameworks' && heaps ? [false, true] : [false]) {
        const env = { ...threadEnvironment(threads), ...own };
        if (keptHeap) env.GLIBC_TUNABLES = KEPT_HEAP;
        const server = startServer(command, env, threads);
        processes.push(server);
        Object.assign(versions, await server.ask({ op: 'versions' }));
        contenders.push(...participants.map((name) => ({ name, keptHeap, ask: server.ask })));
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  // The two ways of one peer one after the other, the peers in the tables' order.
  const order = servers.flatMap(({ participants }) => participants);
  const peers = contenders.filter(({ name }) => name !== OURS);
  peers.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return { ours: contenders.find(({ name }) => name === OURS) as Contender, peers, versions, stop };
}
