"""Starts the project's kernel, from the project itself or from a small copy of it with a library of its own."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parents[2]
# Till a kernel has heard of a file that changed.
NOTICED_SECONDS = 1
SETTLE = "await (globalThis as any)[Symbol.for('softmax-lab.kernel')].settle()"


def make_project():
    """A folder with the project's scripts and packages, and a `src/` that a test may edit."""
    project = Path(tempfile.mkdtemp(prefix="softmax-lab kernel "))  # paths with spaces must work
    atexit.register(shutil.rmtree, project, ignore_errors=True)
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(ROOT / name, project)
    shutil.copytree(ROOT / "scripts", project / "scripts")
    (project / "node_modules").mkdir()
    for package in (ROOT / "node_modules").iterdir():
        if package.name != "softmax-lab":
            (project / "node_modules" / package.name).symlink_to(package)
    (project / "node_modules" / "softmax-lab").symlink_to(project)
    (project / "notebooks").mkdir()
    (project / "src").mkdir()
    write_source(project, "export function answer(): number { return 42; }")
    return project


@cache
def built_project():
    """One project, already built, for the tests that leave it as it is."""
    project = make_project()
    subprocess.run(["node", "scripts/build.mjs"], cwd=project, check=True, stdout=subprocess.DEVNULL)
    return project


def write_source(project, code):
    (project / "src" / "index.ts").write_text(code + "\n", encoding="utf-8")


def register(project, name):
    """Makes the project's kernel known to Jupyter under a name."""
    argv = [
        "node",
        "--require",
        str(project / "node_modules" / "ts-node" / "register" / "transpile-only"),
        str(project / "scripts" / "kernel.ts"),
        "{connection_file}",
    ]
    return register_argv(argv, name)


def register_argv(argv, name):
    folder = Path(tempfile.mkdtemp(prefix="softmax-lab kernelspec "))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "kernels" / name).mkdir(parents=True)
    specification = {"argv": argv, "display_name": name, "language": "typescript"}
    (folder / "kernels" / name / "kernel.json").write_text(json.dumps(specification), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(folder), os.environ.get("JUPYTER_PATH")]))
    return name


class Kernel:
    """A running kernel: `with Kernel(project) as kernel: kernel.run('1 + 1')`."""

    def __init__(self, project, name=None, cwd=None):
        self.cwd = str(cwd or project / "notebooks")
        self.manager = KernelManager(kernel_name=name or register(project, f"kernel-{os.urandom(4).hex()}"))
        self.client = None

    def begin(self):
        """Starts the process without waiting for it."""
        self.manager.start_kernel(cwd=self.cwd)
        self.client = self.manager.client()
        self.client.start_channels()
        return self

    def __enter__(self):
        if self.client is None:
            self.begin()
        self.client.wait_for_ready(timeout=60)
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def run(self, code, timeout=30, **options):
        """The reply's content and the outputs, as (type, content)."""
        outputs = []

        def collect(message):
            if message["msg_type"] not in ("status", "execute_input"):
                outputs.append((message["msg_type"], message["content"]))

        reply = self.client.execute_interactive(
            code, timeout=timeout, output_hook=collect, allow_stdin=False, **options
        )
        return reply["content"], outputs

    def start_cell(self, code):
        """Sends a cell and waits until it runs, which it says itself."""
        id = self.client.execute(f"console.log('begun');\n{code}")
        self.wait_for(id, "stream")
        return id

    def wait_for(self, id, type):
        """Waits for a broadcast that a request has led to."""
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") == id and message["msg_type"] == type:
                return message

    def wait_for_end(self):
        """Waits for the end of its process; whether it has come within a minute."""
        deadline = time.monotonic() + 60
        while self.manager.is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.manager.is_alive()

    def result(self, code):
        """The text of the value of the last expression."""
        return self.bundle(code)["text/plain"]

    def bundle(self, code):
        reply, outputs = self.run(code)
        assert reply["status"] == "ok", reply
        return next(content["data"] for type, content in outputs if type == "execute_result")

    def failure(self, code, **options):
        """The reply of code that must fail, checked to be what the `error` output says."""
        reply, outputs = self.run(code, **options)
        assert reply["status"] == "error", reply
        errors = [content for type, content in outputs if type == "error"]
        fields = ("ename", "evalue", "traceback")
        assert [{field: reply[field] for field in fields}] == errors, (reply, errors)
        return reply

    def printed(self, code, name="stdout"):
        reply, outputs = self.run(code)
        assert reply["status"] == "ok", reply
        return "".join(content["text"] for type, content in outputs if type == "stream" and content["name"] == name)
