"""The notebooks also run on tslab as it comes."""

import json
import re
import subprocess
import unittest

from support import ROOT, Kernel, register_argv

ARGV = ["node", str(ROOT / "node_modules" / "tslab" / "bin" / "tslab"), "kernel", "--config-path={connection_file}"]


# A value that takes long, and the one for a quick run.
LONG = re.compile(r"^(let \w+ = )[^;]+;(?=\s*//.*\bquick: (\S+)$)", re.MULTILINE)


def quick_source(cell):
    source = "".join(cell["source"])
    return LONG.sub(r"\1\2;", source) if "parameters" in cell["metadata"].get("tags", []) else source


def git(*command):
    return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True).stdout.split()


def notebooks_of_this_turn():
    """Those that changed since the last commit's parent, and a third of the others: all within three commits."""
    every = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    commits = git("rev-list", "--count", "HEAD")
    if not commits:
        return every
    changed = {ROOT / path for path in git("diff", "--name-only", "HEAD~1", "--", "notebooks")}
    return [path for i, path in enumerate(every) if path in changed or (i + int(commits[0])) % 3 == 0]


class Stock(unittest.TestCase):
    def test_a_notebook_with_the_library_runs(self):
        with Kernel(ROOT, name=register_argv(ARGV, "stock-tslab")) as kernel:
            kernel.run("import { claim, math, show } from 'softmax-lab';")
            reply, outputs = kernel.run("show('**bold**');\nclaim('half', math.sigmoid(0), { atLeast: 0.5 });")
            self.assertEqual(reply["status"], "ok", outputs)
            shown = [content["data"]["text/plain"] for type, content in outputs if type == "display_data"]
            self.assertEqual(shown[0], "**bold**")
            self.assertTrue(shown[1].startswith("✓ half: 0.5"), shown)

    def test_the_notebooks_run(self):
        name = register_argv(ARGV, "stock-tslab")
        for path in notebooks_of_this_turn():
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            sources = [quick_source(cell) for cell in cells if cell["cell_type"] == "code"]
            with Kernel(ROOT, name=name) as kernel:
                for number, source in enumerate(sources, start=1):
                    with self.subTest(notebook=path.stem, cell=number):
                        reply, outputs = kernel.run(source, timeout=300)
                        self.assertEqual(reply["status"], "ok", outputs)
                    if reply["status"] != "ok":
                        break


if __name__ == "__main__":
    unittest.main()
