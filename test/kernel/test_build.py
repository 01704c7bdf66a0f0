"""The kernel and the library's build: what was edited in `src/` is what the next kernel runs."""

import subprocess
import time
import unittest

from support import NOTICED_SECONDS, Kernel, make_project, write_source

ASK = "import { answer } from 'softmax-lab';\nanswer()"


def build(project):
    return subprocess.run(["node", "scripts/build.mjs"], cwd=project, capture_output=True, text=True)


class Build(unittest.TestCase):
    def setUp(self):
        self.project = make_project()

    def answer(self):
        with Kernel(self.project) as kernel:
            return kernel.result(ASK)

    def test_a_missing_build_is_made_and_an_edit_is_seen_after_a_restart(self):
        self.assertEqual(self.answer(), "42")
        write_source(self.project, "export function answer(): string { return 'edited'; }")
        self.assertEqual(self.answer(), "'edited'")

    def test_what_does_not_compile_is_shown_until_it_is_mended(self):
        build(self.project)
        before = (self.project / "dist" / "modules.js").read_text()
        write_source(self.project, "export function answer(): number { return 'text'; }")
        with Kernel(self.project) as kernel:
            for code in (ASK, "1 + 1"):
                reply = kernel.failure(code)
                self.assertEqual(reply["ename"], "BuildError")
                self.assertIn("src/index.ts(1,36): error TS2322", reply["traceback"][1])
            self.assertEqual((self.project / "dist" / "modules.js").read_text(), before)
            write_source(self.project, "export function answer(): number { return 7; }")
            self.assertEqual(kernel.result(ASK), "7")

    def test_a_kernel_stays_with_the_library_that_it_started_with(self):
        with Kernel(self.project) as kernel:
            self.assertEqual(kernel.result(ASK), "42")
            write_source(self.project, "export function answer(): string { return 'edited'; }")
            self.assertEqual(build(self.project).stdout, "dist/ is built.\n")
            time.sleep(NOTICED_SECONDS)
            self.assertEqual(kernel.result(f"{ASK}.toFixed(1)"), "'42.0'")
            self.assertEqual(kernel.result("1 + 1"), "2")

    def test_two_kernels_at_once_both_find_the_library(self):
        solutions = self.project / "notebooks" / "solutions"
        solutions.mkdir()
        first, second = Kernel(self.project).begin(), Kernel(self.project, cwd=solutions).begin()
        with first, second:
            self.assertEqual([first.result(ASK), second.result(ASK)], ["42", "42"])

    def test_builds_at_once_build_once(self):
        command = ["node", "scripts/build.mjs"]
        started = [subprocess.Popen(command, cwd=self.project, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        said = [process.communicate(timeout=60)[0] for process in started]
        self.assertEqual([process.returncode for process in started], [0] * 4)
        self.assertEqual(sorted(said), ["", "", "", "dist/ is built.\n"])
        self.assertEqual(list((self.project / "build").iterdir()), [])

    def test_the_lock_of_a_killed_process_is_broken(self):
        dead = subprocess.Popen(["node", "--version"], stdout=subprocess.DEVNULL)
        dead.wait()
        (self.project / "build").mkdir()
        (self.project / "build" / "dist.lock").write_text(str(dead.pid))
        self.assertEqual(build(self.project).stdout, "dist/ is built.\n")

    def test_nothing_is_built_when_nothing_changed_and_a_lost_file_is(self):
        self.assertEqual(build(self.project).stdout, "dist/ is built.\n")
        (self.project / "src" / "index.ts").touch()
        self.assertEqual(build(self.project).stdout, "")
        (self.project / "dist" / "index.d.ts").unlink()
        self.assertEqual(build(self.project).stdout, "dist/ is built.\n")

    def test_a_failed_build_says_why_and_leaves_nothing(self):
        write_source(self.project, "export const a: number = 'text';")
        result = build(self.project)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("src/index.ts(1,14): error TS2322", result.stderr)
        self.assertFalse((self.project / "dist").exists())
        self.assertEqual(list((self.project / "build").iterdir()), [])


if __name__ == "__main__":
    unittest.main()
