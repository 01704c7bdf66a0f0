"""What cells print, return and display."""

import unittest

from support import ROOT, Kernel, built_project

CHANNEL = "(globalThis as any)[Symbol.for('softmax-lab.kernel')]"
DISPLAY = "[Symbol.for('Jupyter.display')]"


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = cls.enterClassContext(Kernel(built_project()))

    def test_many_lines_in_a_tight_loop_all_arrive(self):
        text = self.kernel.printed("for (let i = 0; i < 5000; i++) console.log(i);")
        self.assertEqual(text, "".join(f"{i}\n" for i in range(5000)))

    def test_a_character_split_over_two_writes_is_whole(self):
        code = "for (const byte of Buffer.from('中\\n')) process.stdout.write(Uint8Array.of(byte));"
        self.assertEqual(self.kernel.printed(code), "中\n")

    def test_a_write_calls_back(self):
        self.assertEqual(self.kernel.result("await new Promise((done) => process.stdout.write('', () => done(7)))"), "7")

    def test_the_last_expression_is_the_result(self):
        self.assertEqual(self.kernel.result("const scores = [1, 2];\nscores"), "[ 1, 2 ]")

    def test_statements_and_undefined_have_no_result(self):
        for code in ("const unused = 3;", "undefined", "if (true) { 3 }"):
            self.assertEqual(self.kernel.run(code)[1], [], code)

    def test_a_promise_shows_nothing_of_the_kernel(self):
        self.assertEqual(self.kernel.result("Promise.resolve(3)"), "Promise { 3 }")

    def test_a_value_chooses_its_forms_and_always_has_text(self):
        bundle = self.kernel.bundle(f"({{ a: 1, {DISPLAY}: async () => ({{ 'text/html': '<i>a</i>' }}) }})")
        self.assertEqual(bundle["text/html"], "<i>a</i>")
        self.assertTrue(bundle["text/plain"].startswith("{ a: 1"), bundle)

    def test_values_may_be_redeclared_and_awaited_before_a_parenthesis(self):
        self.kernel.run("const again = 1;")
        self.assertEqual(self.kernel.result("const again = await (Promise.resolve('b')); again"), "'b'")

    def test_the_short_form_of_a_property_finds_a_name_of_an_earlier_cell(self):
        self.kernel.run("let rate = 0.5; let other = { rate: 1 };")
        self.assertEqual(self.kernel.result("({ rate, twice: () => ({ rate }) }).twice().rate"), "0.5")
        self.assertEqual(self.kernel.result("({ rate } = other); rate"), "1")

    def test_display_update_and_clear_reach_the_front_end_in_order(self):
        bundle = "{ data: { 'text/plain': 'x' }, transient: { display_id: 'a' } }"
        code = f"const channel = {CHANNEL};\nchannel.display({bundle}); channel.clearOutput(true); channel.display({bundle}, true);"
        _, outputs = self.kernel.run(code)
        self.assertEqual([type for type, _ in outputs], ["display_data", "clear_output", "update_display_data"])
        self.assertEqual(outputs[1][1], {"wait": True})
        self.assertEqual(outputs[2][1]["transient"], {"display_id": "a"})

    def test_hidden_code_is_not_counted_and_not_remembered(self):
        count = self.kernel.run("1")[0]["execution_count"]
        self.kernel.run("'hidden'", store_history=False)
        _, outputs = self.kernel.run("'silent'", silent=True)
        self.assertEqual(outputs, [])
        self.assertEqual(self.kernel.run("2")[0]["execution_count"], count + 1)
        history = self.kernel.client.history(hist_access_type="tail", n=2, raw=True, output=True, reply=True, timeout=10)
        self.assertEqual([row[2] for row in history["content"]["history"]], [["1", "1"], ["2", "2"]])

    def test_late_output_goes_to_the_cell_that_it_came_from(self):
        client = self.kernel.client
        first = client.execute("setTimeout(() => console.log('late'), 100);")
        second = client.execute("await new Promise((done) => setTimeout(done, 200)); console.log('now');")
        parents = {}
        while len(parents) < 2:
            message = client.get_iopub_msg(timeout=10)
            if message["msg_type"] == "stream":
                parents[message["content"]["text"]] = message["parent_header"]["msg_id"]
        self.assertEqual(parents, {"late\n": first, "now\n": second})
        client.get_shell_msg(timeout=10), client.get_shell_msg(timeout=10)

    def test_completion_counts_characters_not_code_units(self):
        code = "'𝑧𝑧'.toUpperC"
        reply = self.kernel.client.complete(code, reply=True, timeout=10)["content"]
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (5, 13))

    def test_comms_are_listed_as_none(self):
        reply = self.kernel.client.comm_info(reply=True, timeout=10)
        self.assertEqual((reply["msg_type"], reply["content"]), ("comm_info_reply", {"status": "ok", "comms": {}}))


class WithTheLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = cls.enterClassContext(Kernel(ROOT))

    def test_a_tensor_is_shown_by_shape_and_numbers(self):
        code = "import { tensor } from 'softmax-lab';\ntensor([[1, 2.5]], { dtype: 'float32' })"
        bundle = self.kernel.bundle(code)
        self.assertEqual(bundle["text/plain"], "float32 [1, 2]\n[[  1, 2.5]]")
        self.assertIn("<pre>[[  1, 2.5]]</pre>", bundle["text/html"])

    def test_an_object_like_a_tensor_is_shown_as_it_is(self):
        self.assertEqual(
            self.kernel.bundle("({ data: [1], shape: [1], dtype: 'x' })"),
            {"text/plain": "{ data: [ 1 ], shape: [ 1 ], dtype: 'x' }"},
        )

    def test_a_danfo_frame_is_shown_as_an_html_table(self):
        code = "import { DataFrame, Series } from 'danfojs-node';\nnew DataFrame({ name: ['a<b'], size: [2.5] })"
        bundle = self.kernel.bundle(code)
        self.assertIn("<table", bundle["text/html"])
        self.assertIn("a&lt;b", bundle["text/html"])
        self.assertIn("size", bundle["text/plain"])
        self.assertIn("<table", self.kernel.bundle("new Series([1, 2, 3])")["text/html"])


if __name__ == "__main__":
    unittest.main()
