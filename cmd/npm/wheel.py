"""Makes a Python wheel from each platform package that build.mjs made.

usage: python3 cmd/npm/wheel.py [PACKAGES [OUT]]   (dist/npm, dist/wheels)
"""

import base64
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

MAIN = '''"""Runs the payloadlint program that this wheel holds."""

import os
import subprocess
import sys


def main():
    name = "payloadlint.exe" if os.name == "nt" else "payloadlint"
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", name)
    arguments = [program] + sys.argv[1:]
    if os.name != "nt":
        os.execv(program, arguments)
    try:
        sys.exit(subprocess.call(arguments))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
'''


def pep440(version):
    """The version of an npm package as Python writes it."""
    m = re.fullmatch(r"(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.?(\d+))?", version)
    if not m:
        sys.exit(f"{version} cannot be written as a Python version")
    short = {"alpha": "a", "beta": "b", "rc": "rc"}
    return m[1] + (short[m[2]] + m[3] if m[2] else "")


def wheel(package, platform, out):
    version = pep440(json.loads((package / "package.json").read_text("utf-8"))["version"])
    info = f"payloadlint-{version}.dist-info"
    tags = "".join(f"Tag: py3-none-{tag}\n" for tag in platform["wheel"].split("."))
    program = next((package / "bin").iterdir())
    metadata = (
        f"Metadata-Version: 2.1\nName: payloadlint\nVersion: {version}\n"
        "Summary: Check RunningHub requests and ComfyUI prompts before they are sent.\n"
        "Home-page: https://github.com/payloadlint/payloadlint\n"
        "License: Apache-2.0\nRequires-Python: >=3.8\n"
    )
    files = [
        ("payloadlint/__init__.py", b"", 0o644),
        ("payloadlint/__main__.py", MAIN.encode(), 0o644),
        (f"payloadlint/bin/{program.name}", program.read_bytes(), 0o755),
        (f"{info}/METADATA", metadata.encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: payloadlint\nRoot-Is-Purelib: false\n{tags}".encode(), 0o644),
        (f"{info}/entry_points.txt", b"[console_scripts]\npayloadlint = payloadlint.__main__:main\n", 0o644),
        (f"{info}/LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{info}/LICENSES.txt", (package / "LICENSES.txt").read_bytes(), 0o644),
    ]
    record = ""
    for name, data, _ in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    files.append((f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode(), 0o644))

    path = out / f"payloadlint-{version}-py3-none-{platform['wheel']}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data, mode in files:
            # One time for all: the same program gives the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode below counts
            entry.external_attr = (0o100000 | mode) << 16
            z.writestr(entry, data)
    return path


def main():
    packages = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "npm"
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "dist" / "wheels"
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("payloadlint-*.whl"):
        old.unlink()
    made = 0
    for platform in json.loads((HERE / "table.json").read_text("utf-8"))["platforms"]:
        package = packages / platform["name"]
        if package.is_dir():
            print(wheel(package, platform, out))
            made += 1
    if made == 0:
        sys.exit(f"{packages} has no platform package; build.mjs makes them")


if __name__ == "__main__":
    main()
