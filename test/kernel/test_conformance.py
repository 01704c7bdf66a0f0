"""Jupyter's own test of a kernel's conformance, in full but for the pager, which the kernel does not have."""

import unittest

import jupyter_kernel_test
from support import built_project, register

CHANNEL = "(globalThis as any)[Symbol.for('softmax-lab.kernel')]"


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = register(built_project(), "softmax-lab-conformance")
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "JSON.str", "matches": {"stringify"}},
        {"text": "'𝑧'.toUpper", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = ["1", "const x = [1, 2];", "await Promise.resolve(1)", "function f() { return 1; }"]
    incomplete_code_samples = ["function f() {", "const x = [1,", "if (true) {\n  f("]
    invalid_code_samples = ["const = 3;", "let x = 1 2"]
    code_generate_error = "throw new Error('wrong')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "({ x: [1, 2] })", "result": "{ x: [ 1, 2 ] }"},
        {
            "code": "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>b</b>' }) })",
            "mime": "text/html",
            "result": "<b>b</b>",
        },
    ]
    code_display_data = [
        {"code": f"{CHANNEL}.display({{ data: {{ 'text/html': '<b>b</b>', 'text/plain': 'b' }} }})", "mime": "text/html"},
        {"code": "import { display } from 'tslab';\ndisplay.png(new Uint8Array([1]))", "mime": "image/png"},
    ]
    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"
    code_clear_output = f"{CHANNEL}.clearOutput(false)"

    def test_every_check_but_the_pager_is_configured(self):
        skipped = [name for name in vars(jupyter_kernel_test.KernelTests) if name.startswith("code_") and not getattr(self, name)]
        self.assertEqual(skipped, ["code_page_something"])


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = Conformance.kernel_name
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
