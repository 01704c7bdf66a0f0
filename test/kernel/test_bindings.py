"""What stands around the live names of cells; the names themselves are in the faults, `test/faults/cells.py`."""

import tempfile
import time
import unittest
from pathlib import Path

from support import NOTICED_SECONDS, Kernel, built_project


class Bindings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.kernel = cls.enterClassContext(Kernel(built_project(), cwd=cls.folder))

    def number(self):
        """The number of the next cell."""
        return self.kernel.run("0")[0]["execution_count"] + 1

    def test_lines_are_those_of_the_source(self):
        here = self.number()
        code = """const /* over
lines */ base = 1,
  // a note
  check = (n: number) => {
    if (n > base) throw new Error('too far');
  };
import {
  sep, // hoisted
} from 'node:path';
class Walk {
  go() { check(2); }
}
new Walk().go();"""
        self.assertEqual(
            self.kernel.failure(code)["traceback"],
            [
                "Error: too far",
                f"    at check (cell {here}, line 5)",
                f"    at go (cell {here}, line 11)",
                f"    at cell {here}, line 13",
            ],
        )

    def test_completion_and_inspection_know_the_names_of_a_cell_that_threw(self):
        self.kernel.failure("let reached = 1; throw new Error('x'); let unreached = 2;")
        ask = dict(reply=True, timeout=10)
        self.assertIn("toFixed", self.kernel.client.complete("reached.toF", **ask)["content"]["matches"])
        self.assertNotIn("unreached", self.kernel.client.complete("unr", **ask)["content"]["matches"])
        shown = self.kernel.client.inspect("reached", 3, **ask)["content"]["data"]["text/plain"]
        self.assertIn("let reached: number", shown)

    def test_a_module_beside_the_notebook_keeps_its_live_exports(self):
        code = "export let count = 0; export const up = () => ++count; export interface Made { by: number }"
        (self.folder / "counter.ts").write_text(code)
        self.kernel.run("import { count, up, Made } from './counter';\nconst made: Made = { by: 2 };")
        self.assertEqual(self.kernel.result("up(); up();\ncount === made.by"), "true")
        self.assertEqual(self.kernel.result("(await import('./counter')).count"), "2")

    def test_a_module_is_found_once_it_is_there_and_read_anew_when_it_changes(self):
        ask = "import { late } from './late-module';\nlate"
        self.assertIn("Cannot find module", self.kernel.failure(ask)["evalue"])
        for value in ("1", "'text'"):
            (self.folder / "late-module.ts").write_text(f"export const late = {value};")
            time.sleep(NOTICED_SECONDS)
            self.assertEqual(self.kernel.result(ask), value)

    def test_types_of_what_no_declaration_file_can_spell_are_known(self):
        self.kernel.run("const fs = await import('node:fs');\nconst Secret = class { private x = 1; y = 'y' };")
        self.assertEqual(self.kernel.failure("fs.nothing")["ename"], "TypeScriptError")
        self.assertEqual(self.kernel.failure("new Secret().y.toFixed()")["ename"], "TypeScriptError")

    def test_an_error_in_the_list_that_tslab_adds_is_not_shown_and_one_before_it_is(self):
        self.assertEqual(self.kernel.result("const __proto = 1; __proto"), "1")
        self.assertIn("line 1, column 7: ", self.kernel.failure("const __wrong: string = 1;")["evalue"])


if __name__ == "__main__":
    unittest.main()
