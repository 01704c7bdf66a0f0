/**
 * What the Python process runs: reads the code and its inputs, runs it, and answers.
 *
 * A message is the length of a JSON text (4 bytes), the text, and the bytes of the arrays that it lists. Answers go
 * where standard output went, so that nothing has to be inherited; what C code prints goes to standard error. The
 * input stays open as long as our process lives: when it ends, for whatever reason, so does this one.
 */
export const CHILD_PROGRAM = String.raw`
import ast, io, json, linecache, math, os, struct, sys, textwrap, threading, traceback, types, warnings

CODE = "<python>"
source, answers = io.FileIO(os.dup(0)), io.FileIO(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)
writing = threading.Lock()


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


def send(message, arrays=()):
    text = json.dumps(message).encode()
    with writing:
        for part in (struct.pack("<I", len(text)) + text, *arrays):
            view = memoryview(part)
            while len(view):
                view = view[answers.write(view):]


def live_no_longer_than_the_other_side():
    while source.read(1):
        pass
    os._exit(1)


class Output(io.TextIOBase):
    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        send({"print": text})
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

    x = numpy.asarray(x)
    kind = x.dtype.kind
    if x.ndim == 0 and kind in "biufU":
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
        message = error.msg
        places = [(error.lineno, error.text or "", "<module>")] if error.lineno else []
    else:
        message = str(error)
        places = [(f.lineno, f.line, f.name) for f in traceback.extract_tb(error.__traceback__) if f.filename == CODE]
    places = [{"line": line, "code": code.strip(), "function": name} for line, code, name in places]
    return {"error": {"type": type(error).__name__, "message": message, "places": places}}


def main():
    request = json.loads(read(struct.unpack("<I", read(4))[0]))
    inputs = decode(request["inputs"], [read_array(**array) for array in request["arrays"]])
    threading.Thread(target=live_no_longer_than_the_other_side, daemon=True).start()
    sys.stdout = Output()
    warnings.showwarning = show_warning
    code = textwrap.dedent(request["code"])
    linecache.cache[CODE] = (len(code), None, code.splitlines(True), CODE)
    try:
        arrays = []
        value = encode(run(code, request["names"], inputs), arrays)
    except BaseException as error:
        send(failure(error))
    else:
        listed = [{"dtype": str(array.dtype), "shape": array.shape} for array in arrays]
        send({"value": value, "arrays": listed}, [array.reshape(-1).view("B") for array in arrays])


main()
`;
