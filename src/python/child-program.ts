import { MARK } from './messages';

/**
 * What the Python process runs: reads the code and its inputs, runs it, and answers.
 *
 * A message is the length of a JSON text (4 bytes), the text, and the bytes of the arrays that it lists; an answer
 * begins with a mark. Answers go where standard output went, so that nothing has to be inherited; what C code and
 * forked processes print goes to standard error. The input stays open as long as our process lives: when it ends, for
 * whatever reason, so does this one.
 *
 * The working folder comes last where modules are looked for: a json.py in it is no danger, here and to NumPy.
 */
export const CHILD_PROGRAM = String.raw`
import ast, errno, io, json, linecache, math, os, struct, sys, textwrap, threading, traceback, types, warnings

CODE = "<python>"
LONGEST_TEXT = 500_000_000  # JavaScript's strings end soon after
PIECE = 1 << 16
source = io.FileIO(os.dup(0))
# Larger than any print: an exception of a signal's handler finds it in the buffer or not, never half there.
answers = io.BufferedWriter(io.FileIO(os.dup(1), "w", closefd=False), 16 * PIECE)
channel = os.fstat(answers.fileno())
nothing = os.open(os.devnull, os.O_RDWR)
os.dup2(nothing, 0)
os.dup2(2, 1)
forked = False


def fill(view):
    while len(view):
        count = source.readinto(view)
        if not count:
            os._exit(1)
        view = view[count:]


def read(count):
    data = bytearray(count)
    fill(memoryview(data))
    return data


def message(content, arrays=()):
    text = json.dumps(content).encode()
    if len(text) > LONGEST_TEXT:
        raise OverflowError(f"{len(text)} characters are too many for JavaScript: return arrays, or write a file")
    return b"".join([struct.pack("<4sI", b"${MARK}", len(text)), text, *arrays])


def send(data):
    try:
        if os.path.samestat(channel, os.fstat(answers.fileno())):
            answers.write(data)
            answers.flush()
            return
    except OSError as error:
        if error.errno != errno.EBADF:
            raise
    os.write(2, b"the code closed a descriptor that it did not open: the one its result goes through")
    os._exit(1)


def wait_for_the_end():
    while source.read(1):
        pass
    os._exit(1)


def end_with_the_other_side():
    if sys.platform != "linux":
        return threading.Thread(target=wait_for_the_end, daemon=True).start()
    import fcntl, select

    # The system ends the whole group, even while native code holds the interpreter's lock: so does SIGIO by default.
    fcntl.fcntl(source, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(source, fcntl.F_SETFL, fcntl.fcntl(source, fcntl.F_GETFL) | fcntl.FASYNC)
    if select.select([source], [], [], 0)[0]:
        os._exit(1)  # it has ended already


def in_fork():
    global forked
    forked = True
    for descriptor in (source.fileno(), answers.fileno()):
        os.dup2(nothing, descriptor)
    sys.stdout = sys.__stdout__


class Output(io.TextIOBase):
    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        for start in range(0, len(text), PIECE):
            send(message({"print": text[start : start + PIECE]}))
        return len(text)


def show_warning(message, category, filename, line, *rest, original=warnings.showwarning):
    if filename == CODE:
        print(f"line {line}: {category.__name__}: {message}")
    else:
        original(message, category, filename, line, *rest)


def read_array(dtype, shape):
    import numpy

    array = numpy.empty(shape, dtype)
    if array.size:
        fill(memoryview(array.reshape(-1)).cast("B"))
    return array


def decode(x, arrays):
    if isinstance(x, list):
        return [decode(item, arrays) for item in x]
    if not isinstance(x, dict):
        return x
    if "array" in x:
        return arrays[x["array"]]
    if "float" in x:
        return float(x["float"])
    return {key: decode(item, arrays) for key, item in x["dict"].items()}


def encode(x, arrays):
    if x is None or isinstance(x, (bool, str)):
        return x
    if isinstance(x, int):
        if abs(x) > 2**53:
            raise OverflowError(f"the result holds {x}, which a number of JavaScript cannot: make it a string")
        return int(x)
    if isinstance(x, float):
        x = float(x)
        if math.isfinite(x):
            return x
        return {"float": "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"}
    if isinstance(x, (list, tuple)):
        return [encode(item, arrays) for item in x]
    if isinstance(x, dict):
        for key in x:
            if not isinstance(key, str):
                raise TypeError(f"the result holds a dict with the key {key!r}: JavaScript's are strings")
        return {"dict": {key: encode(item, arrays) for key, item in x.items()}}
    if hasattr(x, "detach"):  # PyTorch's, with a gradient
        x = x.detach()
    if hasattr(x, "__array__"):
        return encode_array(x, arrays)
    raise TypeError(
        f"the result holds a {type(x).__module__}.{type(x).__qualname__}: "
        "None, numbers, strings, lists, dicts and arrays can go to JavaScript"
    )


def encode_array(x, arrays):
    import numpy

    if isinstance(x, numpy.ma.MaskedArray):
        raise TypeError("the result holds a masked array: fill it")
    x = numpy.asarray(x)
    kind = x.dtype.kind
    if x.ndim == 0 and (kind in "biuU" or (kind == "f" and x.dtype.itemsize <= 8)):
        return encode(x.item(), arrays)
    if kind in "bU" or (kind in "iu" and x.ndim > 1):
        return encode(x.tolist(), arrays)
    if kind in "iu":
        if x.size and not (-(2**31) <= x.min() and x.max() < 2**31):
            raise OverflowError("the result holds integers beyond 32 bits: make them float64")
        dtype = "int32"
    elif kind == "f" and x.dtype.itemsize <= 8:
        dtype = "float64" if x.dtype.itemsize == 8 else "float32"
    else:
        raise TypeError(f"the result holds an array of {x.dtype}: make it float32, float64 or int32")
    arrays.append(numpy.ascontiguousarray(x, dtype))
    return {"array": len(arrays) - 1}


def run(code, names, inputs):
    tree = ast.parse(code, CODE)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for i, name in enumerate(names):
        if name not in used:
            raise SyntaxError(
                f"interpolation {i + 1} is no name in the code: it stands in a string or a comment; "
                "a value needs no quotes, and f-strings take one in braces"
            )
    main = types.ModuleType("__main__")
    main.__dict__.update(inputs)
    sys.modules["__main__"] = main
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, CODE, "exec"), main.__dict__)
    return last and eval(compile(ast.Expression(last.value), CODE, "eval"), main.__dict__)


def failure(error):
    if isinstance(error, SyntaxError) and error.filename in (CODE, None):
        said = error.msg or ""
        places = [(error.lineno, error.text or "", "<module>")] if error.lineno else []
    else:
        try:
            said = str(error)
        except Exception as own:
            said = f"(its text raised {type(own).__name__})"
        places = [(f.lineno, f.line, f.name) for f in traceback.extract_tb(error.__traceback__) if f.filename == CODE]
    places = [{"line": line, "code": code.strip(), "function": name} for line, code, name in places]
    return message({"error": {"type": type(error).__name__, "message": said, "places": places}})


def main():
    request = json.loads(read(struct.unpack("<I", read(4))[0]))
    inputs = decode(request["inputs"], [read_array(**array) for array in request["arrays"]])
    end_with_the_other_side()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=in_fork)
    sys.stdout = Output()
    sys.path.append("")
    warnings.showwarning = show_warning
    code = textwrap.dedent(request["code"])
    linecache.cache[CODE] = (len(code), None, code.splitlines(True), CODE)
    try:
        arrays = []
        value = encode(run(code, request["names"], inputs), arrays)
        listed = [{"dtype": str(array.dtype), "shape": array.shape} for array in arrays]
        answer = message({"value": value, "arrays": listed}, [array.reshape(-1).view("B") for array in arrays])
    except BaseException as error:
        if forked:
            raise
        answer = failure(error)
    if not forked:
        send(answer)


main()
`;
