/** Where there are native add-ons. Not for ARM: its vectors are no wider than WebAssembly's. */
export interface Platform {
  /** As the end of the package's name has it, and as the library looks for it. */
  readonly name: string;
  readonly os: NodeJS.Platform;
  readonly libc?: 'glibc' | 'musl';
  /** What zig calls it, with the oldest C library or system that is to load the add-on. */
  readonly target: string;
  /** Node-API's functions are the host program's: where the linker needs to be told so, how. */
  readonly link?: readonly string[];
}

/** The library of Node's functions for Windows, which its linker asks for. */
export const NODE_LIBRARY = 'build/release/node.lib';

export const PLATFORMS: readonly Platform[] = [
  { name: 'linux-x64-gnu', os: 'linux', libc: 'glibc', target: 'x86_64-linux-gnu.2.17' },
  { name: 'linux-x64-musl', os: 'linux', libc: 'musl', target: 'x86_64-linux-musl' },
  {
    name: 'darwin-x64',
    os: 'darwin',
    target: 'x86_64-macos.11.0',
    link: ['-Wl,-undefined,dynamic_lookup'],
  },
  { name: 'win32-x64', os: 'win32', target: 'x86_64-windows-gnu', link: [NODE_LIBRARY] },
];

/** The one whose add-on can be loaded here. */
export function hostPlatform(): Platform | undefined {
  if (process.arch !== 'x64') return undefined;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const libc = header.glibcVersionRuntime ? 'glibc' : 'musl';
  return PLATFORMS.find(({ os, ...rest }) => os === process.platform && (rest.libc ?? libc) === libc);
}
