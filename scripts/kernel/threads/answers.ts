import type { Outgoing, Request } from '../shared';
import type { createHistory } from './history';
import { PROTOCOL_VERSION } from './message';

type Content = Record<string, unknown>;

interface Options {
  history: ReturnType<typeof createHistory>;
  publish: (message: Outgoing) => void;
  interrupt: () => void;
  shutDown: () => void;
  /** The version of the cells' TypeScript. */
  typescript: string;
  /** Resolves when cells can be executed. */
  loaded: Promise<void>;
}

/** The requests that are answered without the main thread, by type; no content means that there is no reply. */
export function createAnswers({ history, publish, interrupt, shutDown, typescript, loaded }: Options) {
  return new Map<string, (request: Request) => Promise<Content> | Content | undefined>([
    // Front ends begin to count a cell's time after this answer.
    ['kernel_info_request', () => loaded.then(() => kernelInfo(typescript))],
    ['history_request', ({ content }) => history.answer(content)],
    ['comm_info_request', () => ({ status: 'ok', comms: {} })],
    [
      'comm_open',
      (parent) => {
        // No target is known here.
        const { comm_id } = parent.content;
        publish({ type: 'comm_close', content: { comm_id, data: {} }, parent });
        return undefined;
      },
    ],
    [
      'interrupt_request',
      () => {
        interrupt();
        return { status: 'ok' };
      },
    ],
    [
      'shutdown_request',
      ({ content }) => {
        shutDown();
        return { status: 'ok', restart: content.restart === true };
      },
    ],
  ]);
}

/** What the kernel says of itself. */
function kernelInfo(typescript: string): Content {
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'softmax-lab',
    implementation_version: '1.0.0',
    banner: 'TypeScript (softmax-lab)',
    help_links: [],
    language_info: {
      name: 'typescript',
      version: typescript,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      // What stock tslab says, which makes front ends highlight TypeScript.
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    },
  };
}
