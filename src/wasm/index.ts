import { useFloat32Memory } from '../core';
import { float32Zeros } from './float32-array';

useFloat32Memory({ zeros: float32Zeros });

export { keep, scope } from './lifetime';
export { available } from './available';
export { setThreads, threads } from './thread-count';
