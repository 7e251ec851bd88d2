"""The environment: Odoo itself, its Python packages, the tools it calls."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from .core import LOCAL, ROOT, HouseError, digest, lock, quiet, say, step

# Odoo 19 is carried by Debian's unstable suite; its fonts and three JavaScript
# libraries are links into other packages. The last two have moved their files
# since bookworm, so they come from there.
ODOO_PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)
SUITES = ("sid", "bookworm")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# The package lacks this file (background blur in video calls); without it the
# console of every page shows an error.
PLACEHOLDER = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
NO_ODOO = (
    "Odoo 19 could not be fetched: this machine has no apt-get with a Debian mirror."
    " Set ODOO_SOURCE to a checkout or an installation of Odoo 19."
)
# Command looked for → Debian package that brings it.
PDF_TOOLS = {"wkhtmltopdf": "wkhtmltopdf"}
TEST_TOOLS = {
    **PDF_TOOLS,
    "npm": "npm",
    "chromium": "chromium",
    "pdftoppm": "poppler-utils",
    "msgfmt": "gettext",
}
# Turns style sheets over for pages read from right to left: Odoo calls it when a
# delegate opens a survey in Arabic.
RTLCSS = "rtlcss@4.3.0"
# Finds what keeps people with a disability out of a page; MPL-2.0, for tests only.
AXE = "axe-core@4.14.1"
# Latin, Arabic and other scripts in PDFs.
FONTS = ("fonts-dejavu-core", "fonts-noto-core")


def apt_options(folder, sources):
    """Return options that keep apt-get inside a folder of ours."""
    options = {
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Acquire::Languages": "none",
    }
    if os.geteuid() == 0:
        options["APT::Sandbox::User"] = "root"  # others may not enter our folder
    return [item for key, value in options.items() for item in ("-o", f"{key}={value}")]


def debian_mirror(folder):
    """Return the address of the Debian mirror that this machine uses."""
    own = ["-o", f"Dir::State::Lists={folder / 'lists'}"]
    own += ["-o", f"Dir::Cache={folder / 'cache'}"]
    if os.geteuid() == 0:
        own += ["-o", "APT::Sandbox::User=root"]
    quiet(["apt-get", *own, "update"], "Reading the list of Debian's packages")
    targets = quiet(
        ["apt-get", *own, "indextargets", "--format", "$(LABEL)|$(REPO_URI)"]
        + ["Created-By: Packages", "Component: main"],
        "Looking for the Debian mirror",
    )
    for line in targets.splitlines():
        label, _, address = line.partition("|")
        if label == "Debian":
            return address
    raise HouseError(NO_ODOO)


def fetch_odoo(target):
    """Download Odoo's packages and unpack them below a folder, without root."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise HouseError(NO_ODOO)
    work = target.with_name(f"{target.name}.partial")
    shutil.rmtree(work, ignore_errors=True)
    for name in ("lists/partial", "cache/archives/partial", "packages", "root"):
        (work / name).mkdir(parents=True)
    with step("Download Odoo 19 (about 130 MB)"):
        mirror = debian_mirror(work)
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        sources = work / "sources.list"
        sources.write_text(
            "".join(f"deb {signed}{mirror} {suite} main\n" for suite in SUITES)
        )
        apt = ["apt-get", *apt_options(work, sources)]
        quiet([*apt, "update"], "Reading the list of Debian's packages")
        packages = [
            name if "/" in name else f"{name}/{SUITES[0]}" for name in ODOO_PACKAGES
        ]
        quiet([*apt, "download", *packages], "Download", cwd=work / "packages")
    with step("Unpack Odoo 19"):
        for package in sorted((work / "packages").glob("*.deb")):
            quiet(["dpkg", "-x", package, work / "root"], f"Unpacking {package.name}")
        add_placeholder(work / "root/usr/lib/python3/dist-packages/odoo/addons")
    (work / "root").rename(target)
    shutil.rmtree(work)


def add_placeholder(addons_folder):
    """Put a comment where a file referred to by Odoo's assets is missing."""
    path = addons_folder / PLACEHOLDER
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("// Background blur in video calls is not available.\n")


class Environment:
    """Odoo, a virtualenv for it and the way to call them."""

    def __init__(self, dev=False):
        self.source = self._find_source()
        self.folder = LOCAL / f"venv-{self._key()}"
        self.python = self.folder / "bin/python"
        with lock("environment"):
            if not (self.folder / ".complete").exists():
                self._build()
            self._add_rtlcss()
            self._lend_translations()
            if dev:
                self._add_dev()

    def _lend_translations(self):
        """Let Odoo find the words of what is no addon of it.

        It takes them from the addon that a file lies in, or from `base`. Below this
        folder, which is in the path of addons, its own files seem to lie in an addon
        `.local`: that has the words of `base`.
        """
        link, words = LOCAL / "i18n", self.source / "odoo/addons/base/i18n"
        if LOCAL in self.source.parents and not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(words.relative_to(LOCAL), target_is_directory=True)

    @staticmethod
    def _find_source():
        """Return the folder that holds the `odoo` package."""
        given = os.environ.get("ODOO_SOURCE")
        if given:
            source = Path(given).expanduser().resolve()
            if source.name == "odoo" and (source / "release.py").exists():
                source = source.parent
            if not (source / "odoo/release.py").exists():
                raise HouseError(f"ODOO_SOURCE: there is no Odoo in {source}.")
            return source
        target = LOCAL / f"odoo-{digest(*ODOO_PACKAGES)}"
        with lock("environment"):
            if not target.exists():
                fetch_odoo(target)
        return target / "usr/lib/python3/dist-packages"

    @staticmethod
    def _requirement_files():
        return [ROOT / "requirements.txt", ROOT / "requirements-oca.txt"]

    def _key(self):
        return digest(sys.version, *self._requirement_files())

    def _build(self):
        with step("Build the virtualenv"):
            shutil.rmtree(self.folder, ignore_errors=True)
            venv.create(self.folder, with_pip=True)
            main, oca = self._requirement_files()
            self._pip("-r", main)
            # Their only requirement beside requirements.txt is Odoo itself,
            # which pip does not know when it comes from a checkout.
            self._pip("--no-deps", "-r", oca)
            (self.folder / ".complete").touch()

    def _add_dev(self):
        wanted = ROOT / "requirements-dev.txt"
        stamp = self.folder / f".dev-{digest(wanted)}"
        if not stamp.exists():
            with step("Add the tools of tests and lint"):
                self._pip("-r", wanted)
                stamp.touch()
        self._add_axe()

    def _add_rtlcss(self):
        """Add rtlcss where npm is there; it is tried once, pages do without it."""
        stamp = self.folder / f".rtlcss-{digest(RTLCSS)}"
        if stamp.exists() or shutil.which("rtlcss") or not shutil.which("npm"):
            return
        try:
            with step("Add rtlcss (Arabic pages)"):
                self._npm(RTLCSS)
        except HouseError as problem:
            say(f"{problem}\nArabic pages keep left-to-right styles.")
        stamp.touch()

    def _add_axe(self):
        """Add axe-core; without it the tests of accessibility fail and say why."""
        stamp = self.folder / f".axe-{digest(AXE)}"
        if stamp.exists():
            return
        if not shutil.which("npm"):
            say("Not found: npm. The tests of accessibility need it for axe-core.")
            return
        with step("Add axe-core (tests of accessibility)"):
            self._npm(AXE)
        stamp.touch()

    def _npm(self, package):
        command = ["npm", "install", "--no-audit", "--no-fund", "--fetch-retries=1"]
        name = package.partition("@")[0]
        quiet([*command, "--prefix", self.folder, package], f"Installing {name}")

    def _pip(self, *arguments):
        command = [self.python, "-m", "pip", "install", "-q"]
        command += ["--disable-pip-version-check", *arguments]
        quiet(command, "Installing Python packages")

    def key(self):
        """Return what identifies this Odoo and its packages, for databases."""
        release = self.source / "odoo/release.py"
        return digest(release, *self._requirement_files())

    def addons_path(self):
        """Return Odoo's addons, OCA's, the optional ones of ours, then the core."""
        candidates = [
            self.source / "odoo/addons",
            self.source / "addons",
            *sorted(self.folder.glob("lib/python3*/site-packages/odoo/addons")),
            ROOT / "addons",
            ROOT,
        ]
        return [path for path in candidates if any(path.glob("*/__manifest__.py"))]

    def addon(self, name):
        """Return the folder of an addon, or None."""
        for folder in self.addons_path():
            if (folder / name / "__manifest__.py").exists():
                return folder / name
        return None

    def variables(self):
        """Return the environment variables of every process of Odoo."""
        inherited = os.environ.get("PYTHONPATH")
        paths = [str(self.source), *([inherited] if inherited else [])]
        ours = [str(self.folder / name) for name in ("bin", "node_modules/.bin")]
        path = os.pathsep.join([*ours, os.environ.get("PATH", "")])
        return {
            **os.environ,
            "NODE_PATH": str(self.folder / "node_modules"),
            "PATH": path,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONUNBUFFERED": "1",
        }


def install_tools(tools):
    """Install the programs that are missing, or say plainly which are."""
    missing = sorted({pkg for cmd, pkg in tools.items() if not shutil.which(cmd)})
    if not missing:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    allowed = not prefix or (
        shutil.which("sudo")
        and not subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, check=False
        ).returncode
    )
    names = ", ".join(missing)
    if not shutil.which("apt-get") or not allowed:
        say(f"Not found: {names}. Install them; what needs them will not work.")
        return
    with lock("environment"), step(f"Install {names}"):
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        apt += ["-o", "DPkg::Lock::Timeout=300"]
        quiet([*apt, "update"], "Reading the list of Debian's packages")
        quiet(
            [*apt, "install", "-y", "--no-install-recommends", *missing, *FONTS],
            f"Installing {names}",
        )
