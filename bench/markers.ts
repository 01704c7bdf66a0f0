/**
 * Replaces what stands between `<!-- bench:name -->` and `<!-- /bench:name -->`.
 * @throws Error if a marker of a table is missing, or one in the text has no table
 */
export function fillMarkers(text: string, tables: Record<string, string>): string {
  const filled = new Set<string>();
  const next = text.replace(
    /(<!-- bench:([\w-]+) -->\n)[^]*?(<!-- \/bench:\2 -->)/g,
    (_, open: string, name: string, close: string) => {
      if (!(name in tables)) throw new Error(`README: there is no table '${name}' for its marker`);
      filled.add(name);
      return `${open}${tables[name]}\n${close}`;
    },
  );
  const missing = Object.keys(tables).find((name) => !filled.has(name));
  if (missing !== undefined) throw new Error(`README: the marker <!-- bench:${missing} --> is missing`);
  return next;
}
