"""What goes wrong between a kernel and its clients: hostile messages, cells that damage their realm, endless ones."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults import inject

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kernel"))

from support import Kernel, built_project  # noqa: E402

DELIMITER = b"<IDS|MSG>"
kernels = {}


def kernel():
    """The shared kernel; a new one where the last has died."""
    if "now" not in kernels or not kernels["now"].manager.is_alive():
        kernels["now"] = start()
        kernels["now"].run("1", timeout=60)
    return kernels["now"]


def start():
    started = Kernel(built_project()).__enter__()
    atexit.register(lambda: started.manager.is_alive() and started.__exit__())
    return started


def alive():
    return kernel().result("6 * 7")


def send(*frames, channel="shell"):
    """Sends raw frames; what is seen is that a cell still runs."""
    getattr(kernel().client, f"{channel}_channel").socket.send_multipart(list(frames))
    return alive()


def signed(header, parent="{}", metadata="{}", content="{}"):
    parts = [part if isinstance(part, bytes) else part.encode() for part in (header, parent, metadata, content)]
    return [DELIMITER, kernel().client.session.sign(parts), *parts]


def header(type, **fields):
    return json.dumps({"msg_type": type, "msg_id": os.urandom(8).hex(), **fields})


def ask(type, content, channel="shell", timeout=10):
    """The content of the reply to a request."""
    client = kernel().client
    message = client.session.msg(type, content)
    getattr(client, f"{channel}_channel").send(message)
    receive = client.get_shell_msg if channel == "shell" else client.get_control_msg
    deadline = time.monotonic() + timeout
    while True:
        reply = receive(timeout=max(0.1, deadline - time.monotonic()))
        if reply["parent_header"].get("msg_id") == message["msg_id"]:
            return reply["content"]


def seen_on_iopub(type, content):
    """The types of what is broadcast because of a message."""
    client = kernel().client
    message = client.session.msg(type, content)
    client.shell_channel.send(message)
    seen = []
    while True:
        answer = client.get_iopub_msg(timeout=5)
        if answer["parent_header"].get("msg_id") == message["msg_id"]:
            idle = answer["content"].get("execution_state")
            seen.append(idle or answer["msg_type"])
            if idle == "idle":
                return " ".join(seen)


def failed(code):
    reply = kernel().failure(code)
    return f"{reply['ename']}: {reply['evalue']}, then {alive()}"


def after(code):
    """Runs a cell that damages its realm, then one that must not notice; the kernel is used up."""
    kernel().run(code)
    try:
        reply, outputs = kernel().run("console.log('printed'); [1 + 1]", timeout=8)
        failure = reply["status"] == "error" and f"{reply['ename']}: {reply['evalue']}"
        return failure or " ".join(str(content.get("text") or content["data"]["text/plain"]) for _, content in outputs)
    finally:
        kernel().manager.shutdown_kernel(now=True)


def interrupted(code):
    kernel().start_cell(code)
    time.sleep(0.1)  # past the timers and microtasks that lead into its loop
    kernel().manager.interrupt_kernel()
    reply = kernel().client.get_shell_msg(timeout=60)["content"]
    return f"{reply.get('ename', reply['status'])}, then {alive()}"


def between_cells():
    kernel().manager.interrupt_kernel()
    kernel().manager.interrupt_kernel()
    time.sleep(0.3)  # a signal may be noticed after a message that was sent later
    return alive()


def interrupted_by_message(code):
    kernel().start_cell(code)
    said = ask("interrupt_request", {}, "control")["status"]
    return f"{said}, {kernel().client.get_shell_msg(timeout=60)['content']['ename']}, then {alive()}"


def unreachable_by_interrupt():
    running = kernel()
    running.start_cell("require('node:child_process').execSync('trap \"\" INT; sleep 60')")
    time.sleep(1)  # till the shell has set its trap
    running.manager.interrupt_kernel()
    reply = running.client.get_shell_msg(timeout=50)["content"]
    ended = running.wait_for_end()
    return f"{reply['ename']}: {reply['evalue']}; ended: {ended}; a new one: {alive()}"


def busy_and_orphaned():
    """A kernel in an endless loop whose parent is killed."""
    program = f"""
import sys, time; sys.path.insert(0, {str(Path(__file__).resolve().parents[1] / "kernel")!r})
from jupyter_client.manager import KernelManager
import os
os.environ['JUPYTER_PATH'] = {os.environ["JUPYTER_PATH"]!r}
manager = KernelManager(kernel_name={kernel().manager.kernel_name!r})
manager.start_kernel(cwd={kernel().cwd!r})
client = manager.client(); client.start_channels(); client.wait_for_ready(timeout=60)
client.execute_interactive('1', timeout=60)
client.execute("console.log('begun'); while (true) {{}}")
while client.get_iopub_msg(timeout=60)['msg_type'] != 'stream': pass
print(manager.provisioner.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return "it ended"
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return "it outlived its parent"


def megabytes():
    status = Path(f"/proc/{kernel().manager.provisioner.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def endless(code, seconds=2):
    """Output without end that nobody reads, then an interrupt."""
    client = kernel().client
    before = megabytes()
    message = client.execute(code)
    time.sleep(seconds)
    grown = megabytes() - before
    kernel().manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=10)["content"]
    started = time.monotonic()
    while True:
        answer = client.get_iopub_msg(timeout=10)
        if answer["parent_header"].get("msg_id") == message and answer["content"].get("execution_state") == "idle":
            break
    idle = time.monotonic() - started
    return f"{reply['ename']}, {'little' if grown < 200 else grown} MB more, idle {'soon' if idle < 10 else idle}, then {alive()}"


def unread_for_long():
    """A reader with little room that reads nothing, then all."""
    import zmq

    client = kernel().client
    reader = client.context.socket(zmq.SUB)
    reader.rcvhwm = 1
    reader.setsockopt(zmq.RCVBUF, 4096)
    reader.connect(f"tcp://127.0.0.1:{client.iopub_port}")
    reader.subscribe(b"")
    time.sleep(0.3)
    code = "const until = Date.now() + 4000; while (Date.now() < until) console.log('x'.repeat(60000)); 'done'"
    message = client.execute(code)
    reply = client.get_shell_msg(timeout=10)["content"]["status"]
    seen, texts = set(), ""
    while True:
        parts = reader.recv_multipart()
        parts = parts[parts.index(DELIMITER) :]
        type, content = json.loads(parts[2])["msg_type"], json.loads(parts[5])
        if json.loads(parts[3]).get("msg_id") != message:
            continue
        seen.add(content.get("execution_state") or type)
        texts += content["text"] if content.get("name") == "stderr" else ""
        if content.get("execution_state") == "idle":
            break
    reader.close()
    dropped = "lines of text were dropped here" in texts
    return f"{reply}; told: {dropped}; result: {'execute_result' in seen}; idle: {'idle' in seen}"


def printed(code, expected):
    text = kernel().printed(code)
    return "all" if text == expected else f"{len(text)} of {len(expected)} characters"


def expressions(given, code="1"):
    reply, _ = kernel().run(code, user_expressions=given)
    return json.dumps(reply["user_expressions"], sort_keys=True)


def while_busy(type):
    """Asks during a cell that does not end before a file is there, which is made after the answer."""
    with tempfile.TemporaryDirectory() as folder:
        answered = Path(folder) / "answered"
        kernel().start_cell(f"while (!require('node:fs').existsSync({json.dumps(str(answered))}));")
        reply = ask(type, {}, "control", timeout=60)
        answered.touch()
        ended = kernel().client.get_shell_msg(timeout=60)["content"]["status"]
    return f"{reply['status']}, then {ended}"


def sent_twice():
    """A signed message that somebody repeats is not executed again."""
    kernel().run("(globalThis as any).times = 0")
    content = json.dumps({"code": "(globalThis as any).times++;"})
    frames = signed(header("execute_request"), content=content)
    send(*frames)
    send(*frames)
    return kernel().result("(globalThis as any).times")


def answered(type, content=None, channel="shell"):
    reply = ask(type, content or {}, channel)
    return " ".join(str(reply.get(key)) for key in ("status", "ename", "evalue") if key in reply)


def cursor(type, code, position):
    reply = ask(type, {"code": code, "cursor_pos": position})
    return f"{reply['status']} {reply.get('found', reply.get('cursor_end'))}"


def over_ipc():
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name=kernel().manager.kernel_name, transport="ipc")
    manager.ip = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"ipc-{os.urandom(4).hex()}")
    manager.start_kernel(cwd=kernel().cwd)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    info = client.kernel_info(reply=True, timeout=10)["content"]["implementation"]
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return info


def history(**request):
    kernel().run("'remembered'")
    rows = ask("history_request", {"output": False, "raw": True, **request})["history"]
    return [row[2] for row in rows]


KEEPS = "^42$"
ENDED = "^Interrupted, then 42$"
UNNOTICED = r"^printed\n \[ 2 \]$"
DISPLAY = "[Symbol.for('Jupyter.display')]"

FAULTS = [
    ("no delimiter", lambda: send(b"nothing", b"of", b"the", b"kind"), KEEPS),
    ("an empty frame", lambda: send(b""), KEEPS),
    ("too few frames", lambda: send(DELIMITER, b"", b"{}"), KEEPS),
    ("a wrong signature", lambda: send(DELIMITER, b"0" * 64, b"{}", b"{}", b"{}", b"{}"), KEEPS),
    ("bytes that are not UTF-8", lambda: send(*signed(b"\xff\xfe", b"\x80", b"\xc0", b"\xf8")), KEEPS),
    ("20 MB without a signature", lambda: send(DELIMITER, b"", b"{}", b"{}", b"{}", b"x" * 20_000_000), KEEPS),
    ("a signed header that is null", lambda: send(*signed("null")), KEEPS),
    ("a signed header that is a list", lambda: send(*signed("[1]")), KEEPS),
    ("a message type that is a number", lambda: send(*signed('{"msg_type": 1, "msg_id": "a"}')), KEEPS),
    ("parent, metadata and content are null", lambda: send(*signed(header("kernel_info_request"), "null", "null", "null")), KEEPS),
    ("null on the control channel", lambda: send(*signed("null"), channel="control"), KEEPS),
    ("rubbish on the stdin channel", lambda: send(b"rubbish", channel="stdin"), KEEPS),
    ("message type constructor", lambda: send(*signed(header("constructor"))), KEEPS),
    ("message type __proto__", lambda: send(*signed(header("__proto__"))), KEEPS),
    ("message type toString on the control channel", lambda: send(*signed(header("toString")), channel="control"), KEEPS),
    ("an unknown request", lambda: seen_on_iopub("create_subshell_request", {}), "^busy idle$"),
    ("a date and fields from elsewhere", lambda: send(*signed(header("kernel_info_request", date="yesterday", more=[{}]))), KEEPS),
    ("the same signed message twice", sent_twice, "^1$"),
    ("a cell without code", lambda: answered("execute_request"), "^error TypeError execute_request: content.code should be a string, got undefined$"),
    ("a check of code that is a number", lambda: answered("is_complete_request", {"code": 3}), "^error TypeError is_complete_request: content.code"),
    ("a cursor before the code", lambda: cursor("complete_request", "JSON.str", -5), "^ok 4$"),
    ("a cursor far behind the code", lambda: cursor("complete_request", "JSON.str", 1e9), "^ok 8$"),
    ("a cursor that is a word", lambda: cursor("complete_request", "JSON.str", "here"), "^ok 8$"),
    ("a cursor between characters of two units", lambda: cursor("inspect_request", "'𝑧𝑧'; parseInt", 1.5), "^ok (True|False)$"),
    ("comm_open of an unknown target", lambda: seen_on_iopub("comm_open", {"comm_id": "a", "target_name": "nobody"}), "^busy comm_close idle$"),
    ("comm_open without an id", lambda: seen_on_iopub("comm_open", {}), "^busy comm_close idle$"),
    ("comm_msg of an unknown comm", lambda: seen_on_iopub("comm_msg", {"comm_id": "b", "data": {}}), "^busy idle$"),
    ("history of an unknown kind", lambda: history(hist_access_type="all"), r"^\[\]$"),
    ("history from the end", lambda: history(hist_access_type="range", start=-1), r"^\[\"'remembered'\"\]$"),
    ("kernel_info while a cell loops", lambda: while_busy("kernel_info_request"), "^ok, then ok$"),
    ("user expressions", lambda: expressions({"two": "1 + 1"}), '"two": {"data": {"text/plain": "2"}, "metadata": {}, "status": "ok"}'),
    ("a user expression that throws", lambda: expressions({"bad": "(() => { throw new Error('x') })()"}), '"ename": "Error", "evalue": "x", "status": "error"'),
    ("user expressions that are a list", lambda: answered("execute_request", {"code": "1", "user_expressions": [1]}), "^ok$"),
    ("user expressions of a cell that fails", lambda: expressions({"two": "1 + 1"}, "throw 1"), "^{}$"),
    ("the ipc transport", over_ipc, "^softmax-lab$"),
    ("an error whose message is a number", lambda: failed("throw Object.assign(new Error(), { message: 42 })"), "^Error: 42, then 42$"),
    ("an error whose fields throw", lambda: failed("const e = new Error('a'); for (const k of ['name', 'message', 'stack', 'cause', 'code']) Object.defineProperty(e, k, { get() { throw 1; } }); throw e;"), "^Error: , then 42$"),
    ("a thrown proxy that throws at everything", lambda: failed("const trap = () => { throw new Error('trap'); }; throw new Proxy({}, new Proxy({}, { get: () => trap }));"), "^Uncaught: .*, then 42$"),
    ("a thrown value whose inspection throws", lambda: failed("throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw 1; } };"), "^Uncaught: a value that cannot be shown.*, then 42$"),
    ("half a surrogate pair is printed", lambda: ascii(kernel().printed("console.log('a\\ud800b')")), r"^'a\\ufffdb\\n'$"),
    ("while (true) {}, interrupted", lambda: interrupted("while (true) {}"), ENDED),
    ("for (;;) await null, interrupted", lambda: interrupted("for (;;) await null;"), ENDED),
    ("a loop behind an await, interrupted", lambda: interrupted("await null; while (true) {}"), ENDED),
    ("process.nextTick without end, interrupted", lambda: interrupted("const tick = () => process.nextTick(tick); tick(); await new Promise(() => {});"), ENDED),
    ("queueMicrotask without end, interrupted", lambda: interrupted("const micro = () => queueMicrotask(micro); micro(); await new Promise(() => {});"), ENDED),
    ("a loop in a timer, interrupted", lambda: interrupted("setTimeout(() => { while (true); }, 10); await new Promise(() => {});"), ENDED),
    ("Atomics.wait, interrupted", lambda: interrupted("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"), ENDED),
    ("a display that never resolves, interrupted", lambda: interrupted(f"({{ {DISPLAY}: () => new Promise(() => {{}}) }})"), ENDED),
    ("for (;;) await null, interrupt_request", lambda: interrupted_by_message("for (;;) await null;"), "^ok, Interrupted, then 42$"),
    ("two interrupts between cells", lambda: between_cells(), KEEPS),
    ("100,000 lines in a loop", lambda: printed("for (let i = 0; i < 100_000; i++) console.log(i);", "".join(f"{i}\n" for i in range(100_000))), "^all$"),
    ("stdout and stderr in turn", lambda: printed("for (let i = 0; i < 300; i++) { console.log(i); console.error(i); }", "".join(f"{i}\n" for i in range(300))), "^all$"),
    ("one line of 5 MB", lambda: printed("console.log('𝑧'.repeat(1_250_000));", "𝑧" * 1_250_000 + "\n"), "^all$"),
    ("endless console.log that nobody reads", lambda: endless("for (;;) console.log('x'.repeat(100));"), "^Interrupted, little MB more, idle soon, then 42$"),
    ("endless console.log with awaits that nobody reads", lambda: endless("for (;;) { console.log('x'.repeat(100)); await null; }"), "^Interrupted, little MB more, idle soon, then 42$"),
    ("a reader that does not read for seconds", unread_for_long, "^ok; told: True; result: True; idle: True$"),
    ("a kernel in a loop whose Jupyter is killed", busy_and_orphaned, "^it ended$"),
    ("JSON and Buffer replaced", lambda: after("JSON.stringify = JSON.parse = () => 'garbled' as any; (globalThis as any).Buffer = null; Buffer"), UNNOTICED),
    ("Object.prototype.toJSON and more", lambda: after("Object.assign(Object.prototype, { toJSON: () => 'garbled', content: 1, header: 2 });"), UNNOTICED),
    ("Object.prototype.parent, which the compiler reads", lambda: after("(Object.prototype as any).parent = 2;"), UNNOTICED),
    ("Promise, setTimeout and console replaced", lambda: after("Object.assign(globalThis, { Promise: null, setTimeout: null, setImmediate: null }); process.nextTick = null as any; process.exit = (() => 0) as any;"), UNNOTICED),
    ("a call that no interrupt reaches", unreachable_by_interrupt, "^KernelEnded: the cell could not be interrupted within 10 s: the kernel ends, and its variables are lost; ended: True; a new one: 42$"),
]

if __name__ == "__main__":
    inject(FAULTS)
