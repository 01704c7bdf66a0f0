"""What a failing cell tells Jupyter: at once, late, interrupted, or with the kernel's end."""

import time
import unittest

from support import SETTLE, Kernel, built_project


class Failures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = cls.enterClassContext(Kernel(built_project()))

    def number(self):
        """The number of the next cell."""
        return self.kernel.run("0")[0]["execution_count"] + 1

    def test_a_throw_has_name_value_and_the_cells_frames_alone(self):
        here = self.number()
        self.kernel.run("interface Point { x: number }\n\nfunction check(\n  p: Point,\n) {\n  if (p.x > 0) throw new RangeError('too far');\n}")
        reply = self.kernel.failure("const go = () => [{ x: 1 }].forEach(check);\n\n// a comment\ngo();")
        self.assertEqual((reply["ename"], reply["evalue"]), ("RangeError", "too far"))
        self.assertEqual(
            reply["traceback"],
            [
                "RangeError: too far",
                f"    at check (cell {here}, line 6)",
                f"    at go (cell {here + 1}, line 1)",
                f"    at cell {here + 1}, line 4",
            ],
        )
        self.assertEqual(reply["execution_count"], here + 1)

    def test_an_error_from_node_shows_no_path_and_no_inner_frame(self):
        here = self.number()
        reply = self.kernel.failure("import { readFileSync } from 'node:fs';\nreadFileSync('missing.txt');")
        message = "ENOENT: no such file or directory, open 'missing.txt'"
        self.assertEqual(reply["traceback"], [f"Error: {message}", f"    at cell {here}, line 2"])

    def test_a_missing_module_shows_no_path(self):
        reply = self.kernel.failure("require('./missing')")
        self.assertEqual(reply["evalue"], "Cannot find module './missing'")

    def test_a_throw_after_an_await_and_its_cause_are_traced(self):
        here = self.number()
        code = "async function load() {\n  await null;\n  throw new Error('outer', { cause: new TypeError('inner') });\n}\nawait (load());"
        frames = [f"    at load (cell {here}, line 3)", f"    at cell {here}, line 5"]
        reply = self.kernel.failure(code)
        self.assertEqual(reply["traceback"], ["Error: outer", *frames, "Caused by TypeError: inner", *frames])

    def test_the_line_is_right_where_the_compiler_breaks_lines(self):
        here = self.number()
        code = "const f = async (n: number) => { await null; if (n === 2) throw new Error('two'); };\n\nawait Promise.all([1, 2].map(f));"
        self.assertEqual(self.kernel.failure(code)["traceback"][:2], ["Error: two", f"    at f (cell {here}, line 1)"])

    def test_a_printed_error_is_the_same_on_every_machine(self):
        here = self.number()
        text = self.kernel.printed("try { JSON.parse(1 as any).a.b; } catch (error) { console.log(error); }")
        self.assertEqual(
            text, f"TypeError: Cannot read properties of undefined (reading 'b')\n    at cell {here}, line 1\n"
        )

    def test_an_endless_recursion_is_an_error(self):
        self.assertEqual(self.kernel.failure("const f = (): number => f() + 1; f()")["ename"], "RangeError")

    def test_a_thrown_value_that_is_no_error_is_shown(self):
        reply = self.kernel.failure("throw { code: 3 }")
        self.assertEqual((reply["ename"], reply["evalue"]), ("Uncaught", "{ code: 3 }"))

    def test_a_type_error_names_line_and_column(self):
        reply = self.kernel.failure("const a = 1;\nconst b: string = a;")
        self.assertEqual(reply["ename"], "TypeScriptError")
        self.assertEqual(reply["evalue"], "line 2, column 7: Type 'number' is not assignable to type 'string'.")

    def test_a_display_that_throws_fails_its_cell(self):
        code = "({ [Symbol.for('Jupyter.display')]() { throw new Error('no picture'); } })"
        self.assertEqual(self.kernel.failure(code)["evalue"], "no picture")
        reply = self.kernel.failure("({ [Symbol.for('Jupyter.display')]() { return undefined; } })")
        self.assertIn("must return a MIME bundle, got undefined", reply["evalue"])

    def test_a_rejection_that_nobody_awaits_fails_its_cell(self):
        self.assertEqual(self.kernel.failure("Promise.reject(new Error('unseen')); 5")["evalue"], "unseen")

    def test_a_late_throw_while_the_cell_runs_fails_it(self):
        code = "setTimeout(() => { throw new Error('late'); }, 5);\nawait new Promise((done) => setTimeout(done, 50));"
        self.assertEqual(self.kernel.failure(code)["evalue"], "late")

    def test_late_errors_are_shown_under_their_cell_and_told_by_settle(self):
        here = self.number()
        client = self.kernel.client
        first = client.execute("setTimeout(() => { throw new Error('late throw'); }, 300); 1")
        second = client.execute("const later = new Promise((_, no) => setTimeout(() => no(new Error('late rejection')), 310)); 2")
        seen = {}
        while len(seen) < 2:
            message = client.get_iopub_msg(timeout=10)
            if message["msg_type"] == "error":
                seen[message["parent_header"]["msg_id"]] = message["content"]["evalue"]
        self.assertEqual(seen, {first: "late throw", second: "late rejection"})
        self.assertEqual([client.get_shell_msg(timeout=10)["content"]["status"] for _ in seen], ["ok", "ok"])

        reply = self.kernel.failure(SETTLE, store_history=False)
        self.assertEqual(reply["ename"], "LateError")
        self.assertIn(f"cell {here}, after its end: Error: late throw\n    at cell {here}, line 1", reply["evalue"])
        self.assertIn(f"cell {here + 1}, after its end: Error: late rejection", reply["evalue"])
        self.assertEqual(self.kernel.run(SETTLE)[0]["status"], "ok", "each is told once")

    def test_settle_waits_two_seconds_for_what_does_not_end_and_for_nothing_else(self):
        self.kernel.run("const ticking = setInterval(() => 0, 10);")
        started = time.monotonic()
        self.assertEqual(self.kernel.run(SETTLE)[0]["status"], "ok")
        self.assertGreater(time.monotonic() - started, 1.9)
        self.kernel.run("clearInterval(ticking)")
        # Counted in turns of its event loop, of which two seconds have hundreds.
        count = "let turns = 0; const counting: any = setInterval(() => turns++, 1); counting.unref();"
        self.assertLess(int(self.kernel.result(f"{count}\n{SETTLE};\nclearInterval(counting); turns")), 200)

    def test_queued_cells_are_aborted_after_a_failure_and_later_ones_run(self):
        client = self.kernel.client
        ids = [client.execute(code) for code in ("await new Promise((d) => setTimeout(d, 100)); throw 1", "2", "3")]
        replies = {}
        while len(replies) < len(ids):
            message = client.get_shell_msg(timeout=10)
            replies[message["parent_header"]["msg_id"]] = message["content"]["status"]
        self.assertEqual([replies[id] for id in ids], ["error", "aborted", "aborted"])
        self.assertEqual(self.kernel.result("4"), "4")

    def test_cells_queued_with_stop_on_error_off_run(self):
        client = self.kernel.client
        ids = [client.execute(code, stop_on_error=False) for code in ("throw 1", "2")]
        statuses = [client.get_shell_msg(timeout=10)["content"]["status"] for _ in ids]
        self.assertEqual(statuses, ["error", "ok"])

    def interrupted(self, code):
        self.kernel.start_cell(code)
        self.kernel.manager.interrupt_kernel()
        reply = self.kernel.client.get_shell_msg(timeout=60)["content"]
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
        self.assertEqual(self.kernel.result("1 + 1"), "2")

    def test_an_endless_loop_can_be_interrupted(self):
        self.interrupted("while (true) {}")

    def test_a_promise_that_never_resolves_can_be_interrupted(self):
        self.interrupted("await new Promise(() => {});")

    def test_an_interrupt_between_cells_does_nothing(self):
        self.kernel.manager.interrupt_kernel()
        time.sleep(0.3)  # a signal may be noticed after a message that was sent later
        self.assertEqual(self.kernel.result("1 + 1"), "2")


class Endings(unittest.TestCase):
    def test_process_exit_ends_the_kernel(self):
        with Kernel(built_project()) as kernel:
            kernel.client.execute("process.exit(0)")
            self.assertTrue(kernel.wait_for_end())

    def test_a_request_to_shut_down_is_answered_and_followed(self):
        with Kernel(built_project()) as kernel:
            kernel.run("setInterval(() => 0, 10);")
            reply = kernel.client.shutdown(reply=True, timeout=10)
            self.assertEqual(reply["content"], {"status": "ok", "restart": False})
            self.assertTrue(kernel.wait_for_end())


if __name__ == "__main__":
    unittest.main()
