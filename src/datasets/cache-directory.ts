import { nodeModule } from './node-module';

/**
 * The folder where fetched data sets are kept: `SOFTMAX_LAB_CACHE` if it is set, else `softmax-lab` in the
 * platform's place for caches. It need not exist yet.
 */
export function cacheDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = nodeModule('node:os').homedir(),
): string {
  const path = nodeModule('node:path');
  if (environment.SOFTMAX_LAB_CACHE) return path.resolve(environment.SOFTMAX_LAB_CACHE);
  return path.join(platformCache(environment, platform, home), 'softmax-lab');
}

function platformCache(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
): string {
  const paths = nodeModule('node:path');
  if (platform === 'win32') return environment.LOCALAPPDATA || paths.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return paths.join(home, 'Library', 'Caches');
  // The XDG specification has relative paths ignored.
  const xdg = environment.XDG_CACHE_HOME;
  return xdg && paths.isAbsolute(xdg) ? xdg : paths.join(home, '.cache');
}
