import { nodeModule } from './node-module';

/** SHA-256 of some bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return nodeModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
}
