"""The frameworks of Python as participants: `peers.py FAMILY` serves one of frameworks/FAMILY_peer.py.

One request a line of JSON on standard input, one answer a line on standard output; protocol.ts has the words, and
serve.ts is the same for JavaScript. Threads come from the environment (participants.ts).
"""

import base64
import ctypes
import gc
import importlib
import json
import os
import sys
import time

import numpy as np


def status(field):
    with open("/proc/self/status") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith(field + ":"))


def run(call, calls, memory):
    before = None
    if memory:
        try:
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
            before = status("VmRSS")
        except (OSError, AttributeError):
            pass  # not Linux
    started = time.perf_counter()
    for _ in range(calls):
        call()
    seconds = time.perf_counter() - started
    return {"seconds": seconds} if before is None else {"seconds": seconds, "memory": status("VmHWM") - before}


def probe(family, request):
    def decoded(field, dtype):
        return np.frombuffer(base64.b64decode(request[field]), dtype).copy()

    z = decoded("logits", np.float32).reshape(request["rows"], request["classes"])
    results = family.probe(request["participant"], z, decoded("labels", np.int32))
    names = ("softmax", "logSoftmax", "loss", "gradient")
    arrays = (np.ascontiguousarray(result, np.float32) for result in results)
    return {name: base64.b64encode(array.tobytes()).decode() for name, array in zip(names, arrays)}


def main():
    # Answers go where standard output went; what libraries print goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    family = importlib.import_module(f"frameworks.{sys.argv[1]}_peer").Family()
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            op, name = request["op"], request.get("participant")
            if op == "versions":
                answer = {**family.versions(), "python": sys.version.split()[0]}
            elif op == "prepare":
                ready[name] = family.prepare(name, request["task"], request["sizes"])
                answer = {"supported": ready[name] is not None}
            elif op == "run":
                answer = run(ready[name], request["calls"], request.get("memory", False))
            elif op == "release":
                ready.pop(name, None)
                gc.collect()
                answer = {}
            else:
                answer = probe(family, request)
        except Exception as error:  # the other side reports it
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


main()
