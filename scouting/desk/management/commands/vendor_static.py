"""Fetch the dist files named in scouting/static/vendor/MANIFEST.json again, for whoever raises a version.

Edit the version, the files or the icons in the manifest, then run this; it needs npm and rewrites the hashes.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

MANIFEST = Path("scouting/static/vendor/MANIFEST.json")
# The maps are not shipped, and a manifest storage refuses a file that names one it cannot find.
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*\n?$")
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)
EMPTY_PATH = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


class Command(BaseCommand):
    help = "Fetch the vendored browser files again with npm and rewrite their hashes."

    def handle(self, **options):
        base = Path(settings.BASE_DIR)
        manifest = json.loads((base / MANIFEST).read_text())
        for package in manifest["packages"]:
            folder = base / package["folder"]
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as temporary, packed(package, temporary) as archive:
                for source, name in package.get("files", {}).items():
                    (folder / name).write_bytes(SOURCE_MAP.sub(b"\n", member(archive, source)))
                if "icons" in package:
                    (folder / "icons.svg").write_text(sprite(archive, package["icons"]))
        manifest["sha256"] = {
            str(path.relative_to(base)): hashlib.sha256(path.read_bytes()).hexdigest()
            for package in manifest["packages"]
            for path in sorted((base / package["folder"]).iterdir())
        }
        (base / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
        self.stdout.write(f"{len(manifest['sha256'])} files")


def packed(package, folder):
    """The package of the npm registry that npm is set up to use, as an open archive."""
    command = ["npm", "pack", f"{package['npm']}@{package['version']}", "--silent", "--pack-destination", folder]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    return tarfile.open(Path(folder) / name)


def member(archive, path):
    return archive.extractfile(f"package/{path}").read()


def sprite(archive, icons):
    """One SVG with a symbol per icon; a name beginning with "filled/" gets the id name-filled."""
    symbols = []
    for icon in icons:
        kind, name = ("filled", icon.removeprefix("filled/")) if icon.startswith("filled/") else ("outline", icon)
        body = SVG_BODY.search(member(archive, f"icons/{kind}/{name}.svg").decode()).group(1)
        body = " ".join(body.replace(EMPTY_PATH, "").split())
        paint = ' fill="currentColor" stroke="none"' if kind == "filled" else ""
        suffix = "-filled" if kind == "filled" else ""
        symbols.append(f'<symbol id="{name}{suffix}" viewBox="0 0 24 24"{paint}>{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
