import { nodeModule as load } from '../core/node-module';
import { PythonError } from './python-error';

/** @throws {@link PythonError} where there is no such module, e.g. in a browser */
export const nodeModule: typeof load = (name) => {
  try {
    return load(name);
  } catch {
    throw new PythonError(`python: '${name}' can't be loaded here; Python needs Node.js`, 'environment');
  }
};
