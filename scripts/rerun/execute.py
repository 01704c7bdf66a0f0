"""Executes one notebook on a fresh kernel and tells how it goes, one JSON object a line on standard output.

The first line of standard input is the request, a JSON object
  { "text": of the notebook, "output": path, "folder": cwd of the kernel, "timeout": seconds a cell,
    "parameters": code or null, "mark": text for the metadata of what is written }
The end of standard input ends the kernel and this program.

Events: {"event": "cell", "index", "count"} before each cell, {"event": "failure", "cell", "name", "message", "traceback"},
{"event": "done"}. What was executed is written to `output`, whether or not it failed.
"""

import asyncio
import json
import os
import sys
import threading

# A checker of internationalised addresses, which nbformat's validation never asks, builds its grammar for a second.
sys.modules["rfc3987_syntax"] = None  # so importing it raises ImportError, and jsonschema does without

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

SETTLE = "await (globalThis as any)[Symbol.for('softmax-lab.kernel')].settle()"
SETTLE_SECONDS = 20


def tell(**event):
    print(json.dumps(event), flush=True)


def tags(cell):
    return cell.metadata.get("tags", []) if cell.cell_type == "code" else []


def add_parameters(notebook, code):
    """Puts an assignment after the cell tagged `parameters`, so that the names declared there keep their types."""
    cells = [cell for cell in notebook.cells if "injected-parameters" not in tags(cell)]
    index = next(index for index, cell in enumerate(cells) if "parameters" in tags(cell))
    injected = nbformat.v4.new_code_cell(code, id="parameters-given", metadata={"tags": ["injected-parameters"]})
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        del injected["id"]
    notebook.cells = [*cells[: index + 1], injected, *cells[index + 1 :]]


async def late_errors(client):
    """What went wrong after the cells had ended: a throw in a timer, a rejection that nobody awaits."""
    reply = await client.kc.execute_interactive(
        SETTLE, store_history=False, allow_stdin=False, timeout=SETTLE_SECONDS, output_hook=lambda message: None
    )
    content = reply["content"]
    return None if content["status"] == "ok" else content


def prepare(request):
    notebook = nbformat.reads(request["text"], as_version=4)
    notebook.metadata["softmax-lab-run"] = request["mark"]
    if request["parameters"]:
        add_parameters(notebook, request["parameters"])
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


async def run_cells(notebook, request, attempt=1):
    """Executes the cells in order; returns what went wrong, as the content of an event, or None."""
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_name="tslab"),
        timeout=request["timeout"],
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": request["folder"]}},
    )
    code_cells = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    number, started = None, False
    try:
        async with client.async_setup_kernel():
            started = True
            for number, (index, cell) in enumerate(code_cells, start=1):
                tell(event="cell", index=number, count=len(code_cells))
                await client.async_execute_cell(cell, index)
            number = None
            late = await late_errors(client)
            return late and {"cell": None, "name": late["ename"], "message": late["evalue"], "traceback": late["traceback"]}
    except CellExecutionError as error:
        outputs = code_cells[number - 1][1].outputs
        traceback = next((output.traceback for output in outputs if output.output_type == "error"), [])
        return {"cell": number, "name": error.ename, "message": error.evalue, "traceback": traceback}
    except CellTimeoutError:
        message = f"did not end within {request['timeout']} s"
        return {"cell": number, "name": "Timeout", "message": message, "traceback": []}
    except (DeadKernelError, TimeoutError, RuntimeError) as error:
        # Jupyter chooses the ports before the kernel binds them: another kernel may have been faster.
        if not started and attempt == 1:
            return await run_cells(notebook, request, attempt=2)
        return {"cell": number, "name": type(error).__name__, "message": f"the kernel died: {error}", "traceback": []}
    finally:
        if client.km is not None and await client.km.is_alive():
            await client.km.shutdown_kernel(now=True)


def cancel_at_end_of_input(loop, task):
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(task.cancel)


async def execute(request):
    watch = (asyncio.get_running_loop(), asyncio.current_task())
    threading.Thread(target=cancel_at_end_of_input, args=watch, daemon=True).start()
    notebook = prepare(request)
    failure = await run_cells(notebook, request)
    # Half of a surrogate pair has no UTF-8; a backslash and its number mean it in JSON.
    text = nbformat.writes(notebook).encode("utf-8", "backslashreplace")
    try:
        with open(request["output"], "wb") as file:
            file.write(text + b"\n")
    except OSError as error:
        sys.exit(f"the executed copy can't be written: {error}")
    if failure:
        tell(event="failure", **failure)
    tell(event="done")


if __name__ == "__main__":
    try:
        asyncio.run(execute(json.loads(sys.stdin.buffer.readline())))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
