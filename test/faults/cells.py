"""Cells as one program: what the kernel must see where a name is shared, redeclared, shadowed, reserved or lost."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kernel"))
from faults import inject
from support import ROOT, Kernel

# What is done, the cells, and what the last one shows, to the letter.
CELLS = [
    # live bindings
    ("a later cell assigns what a function of the declaring cell reads", ["let lr = 0.5; const rate = () => lr;", "lr = 0.1;", "[lr, rate()]"], "[ 0.1, 0.1 ]"),
    ("a later cell assigns what a function of the declaring cell counts", ["let n = 0; function inc() { return ++n }", "inc(); n = 10;", "inc(); inc(); n"], "12"),
    ("a var is assigned by a later cell", ["var total = 1; const read = () => total", "total += 5; total **= 2; read()"], "36"),
    ("a function is replaced by a later cell", ["function step(): any { return 1 } const twice = () => [step(), step()]", "// @ts-ignore\nstep = () => 2;\ntwice()"], "[ 2, 2 ]"),
    ("a function is declared again", ["function area(): any { return 1 } const ask = () => area()", "function area() { return 'new' }", "ask()"], "'new'"),
    ("a class is declared again", ["class Model { static n = 1 } const build = () => (new Model().constructor as any).n", "class Model { static n = 2 }", "build()"], "2"),
    ("a cell with let is run again with another value", ["let seed = 1; const used = () => seed", "let seed = 2", "used()"], "2"),
    ("a const becomes a let of another type", ["const kind = 1; const ofKind = () => kind as any", "let kind = 'text'; kind += '!'", "ofKind()"], "'text!'"),
    ("destructuring assigns names of an earlier cell", ["let p = 1, q = 2, rest: any; const both = () => [p, q]", "[p, q] = [q, p]; ({ p, ...rest } = { p: 7, z: 8 });", "[both(), rest]"], "[ [ 7, 1 ], { z: 8 } ]"),
    ("a default in a destructuring assignment, for a name of an earlier cell", ["let a = 1", "({ a = 7 } = {} as { a?: number }); a"], "7"),
    ("a declaration is a pattern with defaults that use each other", ["const { d1, d2 = d1 * 2, ...d3 } = { d1: 4, x: 1 } as any, [e1, , e2 = e1 + 1, ...e3] = [1, 2, , 4] as any", "[d1, d2, d3, e1, e2, e3]"], "[ 4, 8, { x: 1 }, 1, 2, [ 4 ] ]"),
    ("a loop's head writes to a name of an earlier cell", ["let at = 0; const where = () => at", "for (at of [3, 4, 5]) if (where() === 4) break;", "[at, where()]"], "[ 4, 4 ]"),
    ("var in a loop's head is known to later cells", ["for (var turn = 0; turn < 3; turn++);", "turn + 1"], "4"),
    ("closures of one cell count what another shows", ["let hits = 0; const more = [() => ++hits, () => (hits += 10), () => hits--]", "more.map((f) => f())", "hits"], "10"),
    ("logical assignment", ["let given: any; const ofGiven = () => given", "given ??= 1; given &&= 2; given ||= 3;", "ofGiven()"], "2"),
    ("a generator kept from an earlier cell", ["let level = 1; function* levels() { for (;;) yield level } const stream = levels()", "stream.next(); level = 5;", "stream.next().value"], "5"),
    ("an async function reads after an await what a later cell has assigned", ["let state = 'old'; let go: any; const later = (async () => { await new Promise((r) => (go = r)); return state })()", "state = 'new'; go()", "await later"], "'new'"),
    ("a cell with top-level await declares", ["const got = await Promise.resolve(3); let left = await (Promise.resolve(4)); const sum = () => got + left", "left = 10; sum()"], "13"),
    ("for await at the top", ["let seen: number[] = []; for await (const x of (async function* () { yield 1; yield 2 })()) seen.push(x);", "seen"], "[ 1, 2 ]"),
    ("a timer of an earlier cell writes", ["let ticks = 0; const ticking = setInterval(() => { ticks++ }, 5)", "while (ticks < 2) await new Promise((r) => setTimeout(r, 5)); clearInterval(ticking); ticks > 1"], "true"),
    # kinds of declarations
    ("an enum, and another of its name", ["enum Mode { Train, Test = 'test' } const first = () => Mode", "enum Mode { Eval }", "[Object.keys(Mode), first() === (Mode as any)]"], "[ [ '0', 'Eval' ], true ]"),
    ("a const enum", ["const enum Size { Small = 3 }", "Size.Small"], "3"),
    ("an enum of a module beside the notebook's, inlined", ["/** @module sizes */\nexport const enum Large { Huge = 9 } export let grown = 1; export const grow = () => ++grown", "import { Large, grown, grow } from './sizes'", "grow(); [Large.Huge, grown]"], "[ 9, 2 ]"),
    ("a namespace, two cells later", ["namespace Units { export let scale = 2; export const grow = () => ++scale }", "Units.grow()", "Units.scale"], "3"),
    ("a class with static blocks, private names and itself inside", ["class Counter { static made = 0; #id: number; static { Counter.made = 10 } constructor() { this.#id = ++Counter.made } get id() { return this.#id } static again() { return new Counter() } }", "Counter.again().id + Counter.made"], "22"),
    ("a class extends one of an earlier cell", ["abstract class Shape { abstract size(): number; twice() { return 2 * this.size() } }", "class Square extends Shape { constructor(private side: number) { super() } size() { return this.side ** 2 } }", "new Square(3).twice()"], "18"),
    ("a decorated class", ["function tag(c: any) { c.tagged = true }", "@tag class Tagged { self() { return Tagged } }", "[(Tagged as any).tagged, new Tagged().self() === Tagged]"], "[ true, true ]"),
    ("a class expression with private members", ["const Hidden = class { private x = 1; y = 2 }", "new Hidden().y"], "2"),
    ("overloads and generics", ["function same(x: string): string; function same(x: number): number; function same(x: any): any { return x } const id = <T,>(x: T): T => x", "id<number>(same(3))"], "3"),
    ("interfaces and aliases, two cells later", ["interface Point { x: number } type Pair<T> = [T, T]", "1", "const pair: Pair<Point> = [{ x: 1 }, { x: 2 }]; pair[1].x"], "2"),
    ("a function before its declaration", ["early(); function early() { return 'hoisted' }", "early()"], "'hoisted'"),
    ("export before every kind of declaration", ["export const xc = 1; export let xl = 2; export function xf() { return xc + xl } export class Xk {} export enum Xe { A = 4 } export interface Xi { v: Xe } export { xc as renamed };", "xl = 5; const xi: Xi = { v: Xe.A }; [xf(), xi.v, typeof Xk]"], "[ 6, 4, 'function' ]"),
    ("export default of a value and of a function", ["export default function named() { return 8 }", "export default { value: named() }"], "{ value: 8 }"),
    ("declare global", ["declare global { var shared: number; interface Array<T> { lastOne(): T } }\nglobalThis.shared = 4; Array.prototype.lastOne = function () { return this[this.length - 1] }", "1", "const last = [shared, 5].lastOne(); delete (Array.prototype as any).lastOne; last"], "5"),
    # imports
    ("import of a namespace, a default, a name and a type", ["import * as path from 'node:path'; import util, { inspect as show, type InspectOptions } from 'node:util'; import type { Stats } from 'node:fs'", "const options: InspectOptions = {}; let stats: Stats;\n[path.basename('a/b'), util.inspect(1), show(2, options)]"], "[ 'b', '1', '2' ]"),
    ("import = require", ["import os = require('node:os')", "1", "typeof os.cpus()"], "'object'"),
    ("a dynamic import at the top", ["const fs = await import('node:fs'); const { existsSync } = await import('node:fs')", "[fs.existsSync('/'), existsSync('/')]"], "[ true, true ]"),
    ("an import after its use", ["const joined = join('x', 'y'); import { join } from 'node:path'; joined"], "'x/y'"),
    ("an import is assigned", ["import { sep } from 'node:path'", "// @ts-ignore\nsep = 'x'"], "TypeError: Assignment to constant variable."),
    # the shadows
    ("parameters, blocks, catch and loops shadow", ["let v = 1; const outer = () => v", "const inner = [((v: number) => v)(2), (() => { try { throw 3 } catch (v) { return v } })(), (() => { for (let v = 4; ; ) return v })(), (() => { let v = 5; { let v = 6 } return v })(), ((x = v) => x)()]; [inner, outer()]"], "[ [ 2, 3, 4, 5, 1 ], 1 ]"),
    ("names of function and class expressions shadow", ["let self: any = 1", "[(function self() { return typeof self })(), (class self { static n = self.name }).n, self]"], "[ 'function', 'self', 1 ]"),
    ("labels, properties and methods of a cell-level name", ["let loop = 3", "loop: for (;;) { for (;;) break loop }\nconst holder = { loop: 1, m() { return this.loop + loop } }; [holder.loop, holder.m(), holder['loop']]"], "[ 1, 4, 1 ]"),
    ("the short form of a property", ["let rate2 = 0.5", "rate2 = 0.25; ({ rate2, deep: () => ({ rate2 }) }).deep().rate2"], "0.25"),
    # reserved names and calls
    ("names of the module wrapper", ["const exports = 3, require = 5, module = 1, __filename = 'f', __dirname = 'd', tsLastExpr = 9", "[exports, require, module, __filename, __dirname, tsLastExpr]"], "[ 3, 5, 1, 'f', 'd', 9 ]"),
    ("a function named require, then an import", ["function require() { return 'mine' }", "import { basename } from 'node:path'; [require(), basename('a/c')]"], "[ 'mine', 'c' ]"),
    ("this of a plain call, a tag and an optional call", ["function whose(this: any, ..._: any) { return this } const tagged = whose", "[whose(), (whose)(), whose?.(), tagged`x`, [whose].map((f) => f())[0]].every((t) => t === undefined)"], "true"),
    ("typeof of what nobody declared", ["// @ts-ignore\ntypeof nobody"], "'undefined'"),
    ("functions are named after their variables", ["const arrow = () => 1; let fn = function () {}, { dflt = class {} } = {} as any", "fn = () => {}; [arrow.name, fn.name, dflt.name]"], "[ 'arrow', 'fn', 'dflt' ]"),
    ("a message of the engine names what the cell names", ["let absent: any", "try { absent() } catch (error) { console.log(error.message) }\nnew absent()"], "absent is not a function\nTypeError: absent is not a constructor"),
    # results
    ("the last expression is an assignment, an object, many lines", ["let w = 1", "w = 2", "[w, ({ a: w })]\n  .map((x) => x)\n  .length"], "2"),
    ("the cell begins with a directive", ["'use strict'; let strict = 1; strict"], "1"),
    ("a cell ends with a declaration", ["let z1 = 1; enum Last { A } @((c: any) => c) class Decorated {}"], ""),
    ("the same cell, twenty times", ["6 * 7"] * 20, "42"),
    # what is refused
    ("const, read before its declaration", ["const ask2 = () => soon; ask2(); const soon = 1"], "ReferenceError: Cannot access 'soon' before initialization"),
    ("a later cell assigns a const: the compiler", ["const fixed = 1", "fixed = 2"], "TypeScriptError: line 1, column 1: Cannot assign to 'fixed' because it is a constant."),
    ("a later cell assigns a const: at run time", ["const firm = 1; const ofFirm = () => firm", "// @ts-ignore\nfirm++", "ofFirm()"], "1"),
    ("a const is assigned by a pattern", ["const hard = 1", "// @ts-ignore\n[hard] = [2]"], "TypeError: Assignment to constant variable."),
    # what is lost and what stays
    ("names declared before a throw", ["let before = 41; function made() { return before } throw new Error('x')", "before++; made() + made()"], "84"),
    ("a name that a throw has left without a value", ["const lost = (() => { throw new Error('x') })()", "lost"], "TypeScriptError: line 1, column 1: Cannot find name 'lost'."),
    ("a declaration that throws leaves the earlier one", ["let model = 'trained'; const ofModel = () => model", "const other = 1, model = (null as any).x, after = 2", "[ofModel(), model.length, other]"], "[ 'trained', 7, 1 ]"),
    ("a cell that does not compile changes nothing", ["let steady = 1", "steady = 2; let steady2: number = 'text'", "steady"], "1"),
    ("a cell patches Object.prototype", ["Object.defineProperty(Object.prototype, 'get', { value: () => 1, configurable: true })", "let patched = 5; const ofPatched = () => patched", "delete (Object.prototype as any).get; ofPatched()"], "5"),
]


def main():
    with Kernel(ROOT) as kernel:

        def shown(code):
            texts = []
            for type, content in kernel.run(code)[1]:
                texts += {
                    "stream": lambda: [content["text"].strip()],
                    "error": lambda: [content["traceback"][0]],
                    "execute_result": lambda: [content["data"]["text/plain"]],
                }.get(type, lambda: [])()
            return "\n".join(texts)

        def last(cells):
            return lambda: [shown(code) for code in cells][-1]

        def interrupted(code):
            """Interrupts the cell when it has printed."""
            kernel.client.execute(code)
            while kernel.client.get_iopub_msg(timeout=10)["msg_type"] != "stream":
                pass
            kernel.manager.interrupt_kernel()
            kernel.client.get_shell_msg(timeout=10)

        def interrupted_loop():
            shown("let kept = 'old'; const ofKept = () => kept")
            interrupted("let done = 1; console.log('running'); for (;;) done++; let kept = 'new'")
            return shown("[done > 0, ofKept(), kept]")

        def interrupted_await():
            shown("let weights = 'old'; let release: any")
            interrupted(
                "setTimeout(() => console.log('running')); const weights = await new Promise((r) => (release = () => r('late')))"
            )
            return shown("release(); await new Promise(setImmediate); weights")

        inject(
            [(fault, last(cells), f"^{re.escape(expected)}$") for fault, cells, expected in CELLS]
            + [
                ("a loop is interrupted before it redeclares a name", interrupted_loop, r"\[ true, 'old', 'old' \]"),
                ("an interrupted cell's promise comes back later", interrupted_await, "^'old'$"),
            ]
        )


if __name__ == "__main__":
    main()
