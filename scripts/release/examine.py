"""What add-ons are, by their files: reads {"platforms": {platform: path}, "symbols": [Node-API's]} as JSON, prints
{platform: {"is": text, "problems": [text]}}."""

import json
import re
import sys

import lief

ENTRY = "napi_register_module_v1"
OLDEST_GLIBC = (2, 17)
OLDEST_MACOS = [11, 0, 0]
# With Node-API's functions, all that an add-on may ask for.
LIBRARIES = {
    "linux-x64-gnu": r"libc\.so\.6|libm\.so\.6|ld-linux-x86-64\.so\.2",
    "linux-x64-musl": r"libc\.so",
    "darwin-x64": r"/usr/lib/libSystem\.B\.dylib",
    "win32-x64": r"(?i)node\.exe|kernel32\.dll|api-ms-win-crt-[a-z0-9-]+\.dll",
}


def libraries_problems(platform, names):
    return [f"needs {name}" for name in names if not re.fullmatch(LIBRARIES[platform], name)]


def elf(binary, platform, symbols):
    problems = libraries_problems(platform, binary.libraries)
    if binary.header.machine_type != lief.ELF.ARCH.X86_64:
        problems.append(f"is for {binary.header.machine_type}")
    if binary.header.file_type != lief.ELF.Header.FILE_TYPE.DYN:
        problems.append("is no shared library")
    if not binary.has_nx:
        problems.append("asks for an executable stack")
    versions = [(0,)]
    for symbol in binary.dynamic_symbols:
        if not symbol.imported or not symbol.name or symbol.name in symbols:
            continue
        version = symbol.symbol_version
        text = version.symbol_version_auxiliary.name if version and version.has_auxiliary_version else ""
        if platform == "linux-x64-musl":  # without versions: its loader knows what there is
            if text:
                problems.append(f"needs {symbol.name} of {text}")
        elif text.startswith("GLIBC_"):
            versions.append(tuple(map(int, text[len("GLIBC_") :].split("."))))
            if versions[-1] > OLDEST_GLIBC:
                problems.append(f"needs {symbol.name} of {text}")
        elif symbol.binding != lief.ELF.Symbol.BINDING.WEAK:
            problems.append(f"needs {symbol.name}, which is neither Node-API's nor the C library's")
    kind = "ELF x86-64"
    if platform == "linux-x64-gnu":
        kind += ", glibc " + ".".join(map(str, max(versions)))
    return kind, problems, [symbol.name for symbol in binary.dynamic_symbols if symbol.exported]


def macho(binary, platform, symbols):
    own = binary.get(lief.MachO.LoadCommand.TYPE.ID_DYLIB)
    names = [library.name for library in binary.libraries if library.name != own.name]
    problems = libraries_problems(platform, names)
    if binary.header.cpu_type != lief.MachO.Header.CPU_TYPE.X86_64:
        problems.append(f"is for {binary.header.cpu_type}")
    oldest = binary.build_version.minos if binary.has_build_version else binary.version_min.version
    if oldest > OLDEST_MACOS:
        problems.append(f"needs macOS {oldest}")
    for symbol in binary.imported_symbols:
        found = symbol.library_ordinal if not symbol.has_binding_info else symbol.binding_info.library_ordinal
        if found < 0 and symbol.name[1:] not in symbols:  # looked up in the host program
            problems.append(f"needs {symbol.name}, which is not Node-API's")
        if found >= 0 and symbol.name[1:] in symbols:
            problems.append(f"looks for {symbol.name} in a library")
    kind = f"Mach-O x86-64, macOS {oldest[0]}.{oldest[1]}"
    return kind, problems, [symbol.name[1:] for symbol in binary.exported_symbols]


def pe(binary, platform, symbols):
    problems = libraries_problems(platform, [library.name for library in binary.imports])
    if binary.header.machine != lief.PE.Header.MACHINE_TYPES.AMD64:
        problems.append(f"is for {binary.header.machine}")
    if not binary.header.has_characteristic(lief.PE.Header.CHARACTERISTICS.DLL):
        problems.append("is no DLL")
    for library in binary.imports:
        for entry in library.entries:
            if (library.name.lower() == "node.exe") != (entry.name in symbols):
                problems.append(f"needs {entry.name} of {library.name}")
    return "PE x86-64", problems, [function.name for function in binary.exported_functions]


FORMATS = {
    "linux-x64-gnu": (lief.ELF.Binary, elf),
    "linux-x64-musl": (lief.ELF.Binary, elf),
    "darwin-x64": (lief.MachO.Binary, macho),
    "win32-x64": (lief.PE.Binary, pe),
}


def examine(platform, path, symbols):
    binary = lief.parse(path)
    expected, look = FORMATS[platform]
    if not isinstance(binary, expected):
        return {"is": "", "problems": [f"is no {expected.__module__.split('.')[-1]} file"]}
    kind, problems, exports = look(binary, platform, symbols)
    if ENTRY not in exports:
        problems.append(f"does not export {ENTRY}")
    return {"is": kind, "problems": problems}


lief.logging.disable()
asked = json.load(sys.stdin)
known = set(asked["symbols"])
print(json.dumps({platform: examine(platform, path, known) for platform, path in asked["platforms"].items()}))
