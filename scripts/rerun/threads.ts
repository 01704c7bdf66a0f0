/** What kernels, NumPy and the frameworks read; what is set already stays. */
export function threadsOf(count: number): NodeJS.ProcessEnv {
  const names = ['SOFTMAX_LAB_THREADS', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'];
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? String(count)]));
}
