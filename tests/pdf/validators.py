"""Programs of others that look at finished documents: qpdf (syntax), pdfinfo (the structure and its words, as poppler
reads them), pdffonts, and PDFBox's preflight (PDF/A).

`make validate` shows each document of the gallery to each of them, which takes some minutes; the tests do so without
the words. `python -m tests.pdf.validators install` only sees that they are there.

PDFBox 2 knows of the PDF/A family only the oldest and strictest, PDF/A-1b, which has no object streams. Our files are
PDF/A-2. So preflight is shown a copy saved without object streams, as PDF 1.4, that says it is PDF/A-1b; nothing else
differs. What PDF/A-2 allows beyond 1b is not used by our files anyway, so what preflight confirms holds for the file
itself.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from pikepdf import ObjectStreamMode, Pdf

from tests.pdf.inside import elements, texts

Found = Mapping[str, list[str]]
"""What is wrong with each document, by its name."""
_JARS: Final = Path("/usr/share/java")
_CLASSES: Final = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "*activation", "jaxb-api")
_AS: Final = "PDF/A-1b, on a copy as PDF 1.4 that claims part 1"


def qpdf(folder: Path) -> Found:
    """The syntax of the file and of each stream."""
    return {file.name: _complaints("qpdf", "--check", file) for file in _documents(folder)}


def pdfinfo(folder: Path) -> Found:
    """The structure: poppler reads the elements that we read."""
    found = {}
    for file in _documents(folder):
        told = _run("pdfinfo", "-struct", file)
        with Pdf.open(file) as pdf:
            ours = Counter(element.tag for element in elements(pdf))
        theirs = Counter(re.findall(r"^ *([A-Z]\w*)(?: \(\w+\)|:)?$", told.stdout, re.MULTILINE))
        differs = {tag: (ours[tag], theirs[tag]) for tag in ours | theirs if ours[tag] != theirs[tag]}
        found[file.name] = told.stderr.splitlines()
        found[file.name] += [f"{tag}: {own} elements, poppler reads {other}" for tag, (own, other) in differs.items()]
        found[file.name] += (
            [] if re.search(r"^Tagged: +yes$", _run("pdfinfo", file).stdout, re.MULTILINE) else ["not tagged"]
        )
    return found


def struct_text(folder: Path) -> Found:
    """The words of the structure (`pdfinfo -struct-text`): poppler reads in each element what we read in it. It draws
    the page anew for each element, which takes 5 to 30 seconds for a document."""

    def look(file: Path) -> tuple[str, list[str]]:
        told = _run("pdfinfo", "-struct-text", file)
        with Pdf.open(file) as pdf:
            ours = "".join(
                texts(pdf)[mark] for element in elements(pdf) for mark in element.marks if mark in texts(pdf)
            )
        theirs = "".join(re.findall(r'^ +"(.*)"$', told.stdout, re.MULTILINE))
        same = Counter("".join(ours.split())) == Counter("".join(theirs.split()))
        return file.name, told.stderr.splitlines() + ([] if same else ["poppler reads other words than we do"])

    with ThreadPoolExecutor() as several:
        return dict(several.map(look, _documents(folder)))


def pdffonts(folder: Path) -> Found:
    """Every font is in the file, only with what is used of it, and its codes have meanings."""
    found = {}
    for file in _documents(folder):
        told = _run("pdffonts", file)
        fonts = [line.split() for line in told.stdout.splitlines()[2:]]
        found[file.name] = told.stderr.splitlines() + ([] if fonts else ["no font"])
        found[file.name] += [
            f"{font[0]}: embedded, subset, unicode: {font[-5:-2]}" for font in fonts if font[-5:-2] != ["yes"] * 3
        ]
    return found


def preflight(folder: Path) -> Found:
    """PDF/A, in so far as PDFBox knows it (see above)."""
    found: dict[str, list[str]] = {file.name: [] for file in _documents(folder)}
    with tempfile.TemporaryDirectory() as copies:
        for name in found:
            _as_first_part(folder / name, Path(copies, name))
        classes = ":".join(str(jar) for name in _CLASSES for jar in sorted(_JARS.glob(f"{name}.jar")))
        source = Path(__file__).with_name("Preflight.java")
        told = _run("java", "-cp", classes, source, *(Path(copies, name) for name in found))
    for line in told.stdout.splitlines():
        file, _, complaint = line.partition("\t")
        found[Path(file).name].append(complaint)
    if told.returncode not in (0, 1) or told.stderr or bool(told.returncode) != any(found.values()):
        raise RuntimeError(f"Preflight did not run: {told.stderr or told.stdout or told.returncode}")
    return found


def _as_first_part(file: Path, copy: Path) -> None:
    with Pdf.open(file) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        packet, parts = re.subn(rb"(<pdfaid:part>|pdfaid:part=\")\d", rb"\g<1>1", packet)
        packet, levels = re.subn(rb"(<pdfaid:conformance>|pdfaid:conformance=\")\w", rb"\g<1>B", packet)
        assert parts == levels == 1, "The document does not say that it is PDF/A."
        pdf.Root.Metadata = pdf.make_stream(packet, Type=pdf.Root.Metadata.Type, Subtype=pdf.Root.Metadata.Subtype)
        pdf.save(copy, force_version="1.4", object_stream_mode=ObjectStreamMode.disable, fix_metadata_version=False)


def _documents(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pdf"))


def _run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *map(str, arguments)], capture_output=True, encoding="utf-8", errors="replace", timeout=300
    )


def _complaints(program: str, *arguments: str | Path) -> list[str]:
    told = _run(program, *arguments)
    return [] if told.returncode == 0 else (told.stderr or told.stdout).splitlines() or [f"exit code {told.returncode}"]


VALIDATORS: Final[Mapping[str, Callable[[Path], Found]]] = {
    "qpdf": qpdf,
    "pdfinfo": pdfinfo,
    "pdffonts": pdffonts,
    "preflight": preflight,
}
SLOW: Final[Mapping[str, Callable[[Path], Found]]] = {"struct-text": struct_text}
"""Not part of the tests, only of `make validate`."""
_PACKAGES: Final = {
    "qpdf": ("qpdf",),
    "pdfinfo": ("poppler-utils",),
    "pdffonts": ("poppler-utils",),
    "preflight": ("default-jre-headless", "libpdfbox2-java", "libjaxb-api-java", "libactivation-java"),
}
"""Debian's packages that hold them: 5 MB for the first three, and 50 MB for the last, which is Java for the most
part."""


def there(validator: str) -> bool:
    """Whether a validator can be run."""
    if validator == "preflight":
        return shutil.which("java") is not None and all(any(_JARS.glob(f"{name}.jar")) for name in _CLASSES)
    return shutil.which("pdfinfo" if validator in SLOW else validator) is not None


def install() -> bool:
    """See that all validators are there: as root on Debian its packages are installed, elsewhere it is said what is
    missing. Whether they are there at the end."""
    missing = [name for name in VALIDATORS if not there(name)]
    packages = sorted({package for name in missing for package in _PACKAGES[name]})
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"== Installing validators for PDFs, Debian's packages {' '.join(packages)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", *command], env=environment, check=False, stdout=subprocess.DEVNULL)
        missing = [name for name in VALIDATORS if not there(name)]
    if missing:
        print(
            f"== Validators for PDFs: {', '.join(missing)} missing. On Debian: apt-get install {' '.join(packages)}",
            flush=True,
        )
    else:
        print(f"== Validators for PDFs: {', '.join(VALIDATORS)}", flush=True)
    return not missing


def main() -> int:
    """Show each document to each validator, a line for each; 0 when nothing is wrong."""
    from tests.pdf.gallery import DOCUMENTS, make

    complete = install()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        print(f"== Making {len(DOCUMENTS)} documents", flush=True)
        for name in DOCUMENTS:
            Path(folder, f"{name}.pdf").write_bytes(make(name))
        for validator, validate in {**VALIDATORS, **SLOW}.items():
            if not there(validator):
                print(f"{validator}: not there, nothing was looked at")
                continue
            for name, complaints in validate(Path(folder)).items():
                wrong += bool(complaints)
                about = f" ({_AS})" if validator == "preflight" else ""
                print(f"{validator:<11} {name:<28} {'WRONG' if complaints else 'ok'}{about}", flush=True)
                for complaint in complaints:
                    print(f"           {complaint}")
    print(
        f"== {wrong} faults"
        if wrong
        else "== Nothing wrong"
        if complete
        else "== Nothing wrong, but not all were asked"
    )
    return int(bool(wrong) or not complete)


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        install()
    else:
        sys.exit(main())
