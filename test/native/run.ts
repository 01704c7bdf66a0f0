import { FAMILIES } from './families';
import { compare } from './compare';
const [only, cases='500', seed='1', backends='avx2'] = process.argv.slice(2);
const fams = FAMILIES.filter(f => !only || only==='all' || only.split(',').includes(f.name));
const places = [{backend:'wasm' as const,threads:1}, ...backends.split(',').flatMap(b => [1,3].map(threads => ({backend:b as any,threads})))];
const d = compare(fams,{cases:+cases,seed:+seed,places},console.log);
const by: Record<string, number> = {}; for (const x of d) by[x.family]=(by[x.family]??0)+1;
console.log(d.slice(0,10), d.length, 'differences', by);
process.exit(d.length?1:0);
