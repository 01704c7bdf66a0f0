import { poemsJson } from './poems-json';
import type { RemoteRecord } from './registry';

const PACKAGE = {
  package: 'chinese-poetry',
  version: '2.0.1',
  archive: {
    bytes: 85_464_664,
    sha256: '25b549e46919c3a0569db6b68ddc96956b04a484ea4518ad2bbd4f137e307e86',
  },
} as const;

const FOLDER = 'package/dist/quantangshi';
const THREE_HUNDRED = [`${FOLDER}/唐诗三百首.json`];
/** A thousand poems each. */
const ALL = Array.from({ length: 58 }, (_, i) => `${FOLDER}/poet.tang.${i * 1000}.json`);

export const TANG_POEMS_300: RemoteRecord = {
  ...PACKAGE,
  name: 'tang-poems-300',
  files: [
    {
      path: 'tang-poems-300.json',
      bytes: 100_282,
      sha256: '9166334873efb7d0525db3b62f9fd39f431241b2c472771269d5e2216ae8508c',
    },
  ],
  made: {
    of: THREE_HUNDRED,
    by: (contents) => new Map([['tang-poems-300.json', poemsJson(THREE_HUNDRED, contents)]]),
  },
};

export const TANG_POEMS: RemoteRecord = {
  ...PACKAGE,
  name: 'tang-poems',
  files: [
    {
      path: 'tang-poems.json',
      bytes: 15_347_710,
      sha256: '01243c0850918085638b471eaa21c48d08ef2e71a816356af7b25da1baeb2152',
    },
  ],
  made: {
    of: ALL,
    by: (contents) => new Map([['tang-poems.json', poemsJson(ALL, contents)]]),
  },
};
