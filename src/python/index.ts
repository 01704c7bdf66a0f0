export { pythonAvailable, type PythonEnvironment } from './environment';
export { python, type PythonTag } from './python';
export { PythonError } from './python-error';
export { runPython, type AbortSignalLike, type PythonOptions, type RunPythonOptions } from './run-python';
export type { PythonValue } from './values';
