"""What the scripts of this folder share: the program to measure, worlds of zones, and nsd on loopback."""
import argparse
import contextlib
import dataclasses
import os
import pathlib
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = TOP / "fixtures"
PLAN = ["--primary", "postmark:pm", "--backup", "sendgrid:s1,s2"]  # what the worlds' domains publish
LOADING = 900  # seconds that a name server may take to load a world
ROOT_SOA = b"\0\1\0\0\0\1\0\0\0\0\0\0\0\0\6\0\1"  # a query for it


def fail(reason):
    """Ends the script, in its name."""
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {reason}")


def tool(name, package):
    """The path of a program that Debian has in this package."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    return found or fail(f"{name} is not installed (Debian package: {package})")


def end_cleanly():
    """Lets a signal that would kill the script unwind it, so that servers are stopped and folders removed; and lets a
    log show each line at once."""
    sys.stdout.reconfigure(line_buffering=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))


def default_program():
    built = [TOP / "build" / preset / "mailready" for preset in ("release", "dev")]
    return next((path for path in built if path.exists()), built[0])


def whole(text):
    """A whole number above 0, for argparse; 10,000 as well as 10000."""
    number = int(text.replace(",", ""))
    if number < 1:
        raise argparse.ArgumentTypeError("has to be 1 or more")
    return number


def arguments(doc):
    """A parser with what every script takes that measures lists of domains."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("--program", type=pathlib.Path, default=default_program(), help="default: the release build")
    parser.add_argument("--world", type=pathlib.Path, required=True, metavar="DIR",
                        help="a folder with zones/, zones.txt and domains.txt, as world.py makes it")
    parser.add_argument("--concurrency", type=whole, metavar="N", help="as of mailready (its own default)")
    parser.add_argument("--check-args", default="", metavar="ARGS",
                        help="more for mailready: --check-args='--select spf'")
    parser.add_argument("--core", type=int, default=0, help="the processor core of what is measured (0)")
    parser.add_argument("--server-core", type=int, default=1, help="the one of the name server (1)")
    return parser


def add_domains(parser, count=None):
    parser.add_argument("--domains", type=whole, default=count, metavar="N",
                        help="the first N of the world (" + (f"{count:,})" if count else "all)"))


def parse(parser):
    """The options, with a program that exists."""
    options = parser.parse_args()
    options.program = check_program(options.program)
    return options


def check_program(program):
    """The absolute path of the program to measure."""
    if not program.is_file():
        fail(f"{program} does not exist; scripts/run --version builds it, --program names another")
    return program.resolve()


def check_command(options, port, names, *more):
    """The command line of a check that reports NDJSON. `names` are domains, or --domains and a file."""
    concurrency = ["--concurrency", str(options.concurrency)] if options.concurrency else []
    return [options.program, "check", *names, "--resolver", f"127.0.0.1:{port}", "--format", "ndjson", *PLAN,
            *concurrency, *shlex.split(options.check_args), *more]


def show(command):
    """A command line as in a shell."""
    return shlex.join(map(str, command))


def pinned(command, core):
    """The command on one core alone; on any where that is None."""
    return command if core is None else [tool("taskset", "util-linux"), "-c", str(core), *command]


class World:
    """A folder with zones/, zones.txt (a line each: origin, tab, file) and domains.txt."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        for name in ("zones", "zones.txt", "domains.txt"):
            if not (self.folder / name).exists():
                fail(f"{folder} is no world: it has no {name}")

    def zones(self):
        lines = (self.folder / "zones.txt").read_text().splitlines()
        return [(origin, self.folder / "zones" / file) for origin, file in (line.split("\t") for line in lines)]

    def domains(self, count=None):
        """The first `count` domains; all of them where that is None."""
        with open(self.folder / "domains.txt") as names:
            found = [name.strip() for name, _ in zip(names, range(count or sys.maxsize))]
        if count and len(found) < count:
            fail(f"{self.folder} has only {len(found):,} domains")
        return found

    def write_list(self, path, count=None):
        """Writes the first `count` domains, one a line, and says how many they are."""
        found = self.domains(count)
        path.write_text("".join(f"{name}\n" for name in found))
        return len(found)


def fixture_zones():
    files = [*(FIXTURES / "providers").glob("*.zone"), *(FIXTURES / "domains").glob("*.zone")]
    return [(".", FIXTURES / "internet.zone")] + [(file.stem, file) for file in files]


class Nsd:
    """nsd on loopback with these zones, a pair of origin and file each; stopped at the end of a `with`."""

    def __init__(self, zones, core=None):
        program = tool("nsd", "nsd")
        self.folder = tempfile.TemporaryDirectory(prefix="mailready-nsd-")
        self.port = free_port()
        path = pathlib.Path(self.folder.name)
        (path / "nsd.conf").write_text(self.configuration(path, zones))
        self.log = path / "log"
        self.process = subprocess.Popen(pinned([program, "-d", "-c", path / "nsd.conf"], core), start_new_session=True)

    def configuration(self, path, zones):
        files = "".join(f'  {key}: "{path / name}"\n' for key, name in
                        [("zonelistfile", "zone.list"), ("pidfile", "pid"), ("xfrdfile", "xfrd.state"),
                         ("logfile", "log"), ("xfrdir", "")])
        return (f"server:\n  server-count: 1\n  ip-address: 127.0.0.1@{self.port}\n  do-ip6: no\n"
                '  username: ""\n  chroot: ""\n  database: ""\n  rrl-ratelimit: 0\n  zonefiles-write: 0\n'
                "  minimal-responses: yes\n  round-robin: no\n  tcp-count: 1000\n"
                f"{files}remote-control:\n  control-enable: no\n" +
                "".join(f'zone:\n  name: "{origin}"\n  zonefile: "{file}"\n' for origin, file in zones))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def wait(self, seconds):
        """Until it answers, which it does once all zones are loaded."""
        try:
            wait_for_answer(self.process, self.port, seconds)
        except TimeoutError:
            log = self.log.read_text() if self.log.exists() else ""
            fail(f"nsd does not answer\n{log[-2000:]}".rstrip())

    def stop(self):
        stop(self.process)
        self.folder.cleanup()


@dataclasses.dataclass
class Served:
    world: World
    port: int  # of nsd
    folder: pathlib.Path  # for what a script writes; removed at the end


@contextlib.contextmanager
def served(options):
    """nsd over the world of the options, on a core of its own."""
    end_cleanly()
    world = World(options.world)
    with tempfile.TemporaryDirectory(prefix="mailready-bench-") as folder, \
            Nsd(world.zones(), options.server_core) as server:
        server.wait(LOADING)
        yield Served(world, server.port, pathlib.Path(folder))


def wait_for_answer(process, port, seconds):
    """Until a server answers anything over UDP. TimeoutError where it ended, or does not in time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.1)
        client.connect(("127.0.0.1", port))
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            try:
                client.send(ROOT_SOA)
                client.recv(512)
                return
            except TimeoutError:
                continue
            except ConnectionRefusedError:
                time.sleep(0.1)
    raise TimeoutError


def stop(process):
    """Ends a server that was started in a session of its own, with its children."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
