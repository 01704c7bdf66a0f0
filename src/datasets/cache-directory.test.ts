import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { cacheDirectory } from './cache-directory';

const home = resolve('/home/ada');
const posix = (path: string) => path.replaceAll('\\', '/').replace(/^[A-Z]:/, '');
const directory = (environment: Record<string, string>, platform: string) =>
  posix(cacheDirectory(environment, platform, home));

describe('cacheDirectory', () => {
  it('is SOFTMAX_LAB_CACHE wherever that is set', () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      const environment = { SOFTMAX_LAB_CACHE: '/big disk/cache', XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/y' };
      assert.equal(directory(environment, platform), '/big disk/cache');
    }
    assert.equal(directory({ SOFTMAX_LAB_CACHE: 'here' }, 'linux'), posix(resolve('here')));
    assert.equal(directory({ SOFTMAX_LAB_CACHE: '' }, 'linux'), '/home/ada/.cache/softmax-lab');
  });

  it("is the platform's own place otherwise", () => {
    assert.equal(directory({}, 'linux'), '/home/ada/.cache/softmax-lab');
    assert.equal(directory({ XDG_CACHE_HOME: '/var/xdg' }, 'linux'), '/var/xdg/softmax-lab');
    assert.equal(directory({ XDG_CACHE_HOME: 'relative' }, 'linux'), '/home/ada/.cache/softmax-lab');
    assert.equal(directory({}, 'darwin'), '/home/ada/Library/Caches/softmax-lab');
    assert.equal(directory({ LOCALAPPDATA: '/local' }, 'win32'), '/local/softmax-lab');
    assert.equal(directory({}, 'win32'), '/home/ada/AppData/Local/softmax-lab');
  });
});
