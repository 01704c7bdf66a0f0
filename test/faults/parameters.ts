import { declaredParameters } from '../../scripts/rerun/declared-parameters';
import { parseNotebook } from '../../scripts/rerun/notebook';
import { assignments, parseParameters, valuesFor } from '../../scripts/rerun/parameters';
import { notebookText } from '../support/notebook';
import type { Fault } from './fault';

/** A parameter that is given to a cell. */
function parameter(source: string, given: string, expected: Fault['expected']): Fault {
  const fault = `rerun --param ${JSON.stringify(given)}, to ${source}`;
  const inject = (): string => {
    const notebook = parseNotebook(notebookText([{ source, tags: ['parameters'] }]), 'p.ipynb');
    return assignments(valuesFor(notebook, parseParameters([given]))) ?? 'not declared';
  };
  return { fault, inject, expected };
}

export const faults: Fault[] = [
  parameter(
    'let x = 1;',
    'x=9007199254740993',
    /^UsageError: .*can't be kept, it would become 9007199254740992/,
  ),
  parameter('let x = 1;', 'x=-9007199254740993.0', /can't be kept/),
  parameter('let x = 1;', 'x=9007199254740992', 'x = 9007199254740992;'),
  parameter('let x = 1;', 'x=18446744073709551616', 'x = 18446744073709552000;'), // 2⁶⁴, exactly
  parameter('let x = [1];', 'x=[1, [12345678901234567890]]', /12345678901234567890 can't be kept/),
  parameter('let x = ["a"];', 'x=["9007199254740993"]', 'x = ["9007199254740993"];'),
  parameter('let x = 1;', 'x=1e400', /can't be kept, it would become Infinity/),
  parameter('let x = 1;', 'x=1e-400', /can't be kept, it would become 0/),
  parameter('let x = 1;', 'x=1e23', 'x = 1e+23;'),
  parameter('let x = 1;', 'x=NaN', 'x = NaN;'),
  parameter('let x = 1;', 'x=-Infinity', 'x = -Infinity;'),
  parameter('let x = 1;', 'x=-0', 'x = -0;'),
  parameter('let x = 1;', 'x=0x10', /takes a number, as the notebook declares it; got '0x10'/),
  parameter('let x = 1;', 'x=1_000', /takes a number/),
  parameter('let x = 1;', 'x=', /takes a number, .*; got ''/),
  parameter('let x = 1;', 'x=null', /takes a number/),
  parameter('let x: boolean;', 'x=1', /takes a boolean/),
  parameter('let x = [1];', 'x=[1', /takes an array/),
  parameter("let x = 'a';", 'x=9007199254740993', 'x = "9007199254740993";'),
  parameter("let x = 'a';", 'x=a=b\n"🙂', 'x = "a=b\\n\\"🙂";'),
  parameter('let x = {};', 'x={"__proto__": {"a": 1}}', 'x = {["__proto__"]: {["a"]: 1}};'),
  parameter('let __proto__ = 1;', '__proto__=2', '__proto__ = 2;'),
  parameter('let toString = 1;', 'x=2', 'not declared'),
  parameter('let λ = 1;', 'λ=2', 'λ = 2;'),
  parameter('let lr = 0.5, depth = 3;', 'depth=4', 'depth = 4;'),
  parameter('let lr = 0.5; let depth = 3;', 'depth=4', 'depth = 4;'),
  parameter('let { a, b: [c] } = f();', 'c=1', 'c = 1;'),
  parameter('// let x = 1\nlet s = "let x = 1"; { let x = 1; }', 'x=2', 'not declared'),
  parameter('const x = 1;', 'x=2', /declares it with const; it must be let/),
  parameter('let x = 1;', '=2', /takes name=value, got '=2'/),
  {
    fault: 'rerun --param with one name twice',
    inject: () => parseParameters(['lr=1', 'lr=2']),
    expected: /^UsageError: --param lr is given twice/,
  },
  {
    fault: 'a parameters cell that does not parse',
    inject: () =>
      [
        ...declaredParameters(
          parseNotebook(notebookText([{ source: 'let x = ;; let', tags: ['parameters'] }]), 'p'),
        ).keys(),
      ].join(),
    expected: /^x/,
  },
];
