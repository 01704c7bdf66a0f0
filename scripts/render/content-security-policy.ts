import { createHash } from 'node:crypto';

/**
 * The policy of a page that needs nothing else, as its first element: these scripts run, no other and no handler in
 * an attribute; nothing is fetched, not even from this machine. Plotly writes style rules, and saves a picture by a
 * blob.
 */
export function contentSecurityPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">`;
}
