import { DatasetError } from '../core';
import { nodeModule as load } from '../core/node-module';

/** @throws {@link DatasetError} where there is no such module, e.g. in a browser */
export const nodeModule: typeof load = (name) => {
  try {
    return load(name);
  } catch (cause) {
    throw new DatasetError(
      `datasets: '${name}' can't be loaded here; reading data sets needs Node.js`,
      'environment',
      { cause },
    );
  }
};
