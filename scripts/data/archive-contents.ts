import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { list, type ReadEntry } from 'tar';
import { LackingError } from '../lib/command';
import { python } from '../lib/paths';


export interface Content {
  bytes: number;
  sha256: string;
}

export interface ContentOfFile extends Content {
  path: string;
}

export function contentOf(bytes: Uint8Array): Content {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The files in a gzipped tar archive. */
export async function filesOfTar(archive: string): Promise<ContentOfFile[]> {
  const files: ContentOfFile[] = [];
  const reading: Promise<unknown>[] = [];
  const onReadEntry = (entry: ReadEntry): void => {
    if (entry.type !== 'File') return void entry.resume();
    reading.push(entry.concat().then((bytes) => files.push({ path: entry.path, ...contentOf(bytes) })));
  };
  await list({ file: archive, onReadEntry });
  await Promise.all(reading);
  return files;
}

/** The files in a zip archive, as Python reads it. */
export function filesOfZip(archive: string): ContentOfFile[] {
  const program = `import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    names = [name for name in archive.namelist() if not name.endswith('/')]
    contents = [archive.read(name) for name in names]
print(json.dumps([dict(path=name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
                  for name, content in zip(names, contents)]))`;
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, archive], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status === 0) return JSON.parse(stdout) as ContentOfFile[];
  throw new LackingError(`Python could not read the archive: ${stderr.trim().split('\n').pop()}`);
}
