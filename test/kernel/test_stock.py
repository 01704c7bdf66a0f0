"""The notebooks also run on tslab as it comes."""

import unittest

from support import ROOT, Kernel, register_argv

ARGV = ["node", str(ROOT / "node_modules" / "tslab" / "bin" / "tslab"), "kernel", "--config-path={connection_file}"]


class Stock(unittest.TestCase):
    def test_a_notebook_with_the_library_runs(self):
        with Kernel(ROOT, name=register_argv(ARGV, "stock-tslab")) as kernel:
            kernel.run("import { claim, math, show } from 'softmax-lab';")
            reply, outputs = kernel.run("show('**bold**');\nclaim('half', math.sigmoid(0), { atLeast: 0.5 });")
            self.assertEqual(reply["status"], "ok", outputs)
            shown = [content["data"]["text/plain"] for type, content in outputs if type == "display_data"]
            self.assertEqual(shown[0], "**bold**")
            self.assertTrue(shown[1].startswith("✓ half: 0.5"), shown)


if __name__ == "__main__":
    unittest.main()
