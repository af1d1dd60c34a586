"""``make audit``: what needs Node or Java: badges by another's verifier, codes by a reader of pictures, and pages of a
running copy (``make start`` in another terminal).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

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
        print(f"Missing: {', '.join(missing)}. On Debian: apt-get install npm default-jre-headless")
        return 1
    try:
        urlopen(f"{SITE}/healthz", timeout=10).close()  # noqa: S310 - our own address
    except URLError:
        print(f"Nothing answers at {SITE}: run make start in another terminal first.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        results = {"badges": badges(own), "codes": codes(own), "HTML": valid(own), "Lighthouse": quick(own)}
    print(results)
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
