import { ensureRemote, type EnsureOptions } from './ensure-remote';
import type { RemoteRecord } from './registry';

/** An image file of a package, and its class. */
export interface Sample {
  /** Of the file. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly label: number;
}

/** The images of a record, whose names end with the class: `imagenet_07_543.jpg` is number 7, of class 543. */
export async function readSamples(record: RemoteRecord, options: EnsureOptions): Promise<Sample[]> {
  const files = [...(await ensureRemote(record, options))];
  return files
    .map(([name, { bytes }]) => ({ name, bytes, label: Number(/_(\d+)\.\w+$/.exec(name)![1]) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
