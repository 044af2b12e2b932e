"""What a command costs: its wall time, its processor time and its peak of memory.

The kernel counts what a process had before it became the command towards its peak, so the command is started by a
small process of its own: this file, run as a script with the path of the result and the command.
"""
import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Usage:
    exit_code: int
    wall: float  # seconds
    user: float
    system: float
    peak: float  # MiB, the resident set at its largest

    @property
    def cpu(self):
        return self.user + self.system


def measure(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, prefix=()):
    """Runs a command to its end. `prefix` is what stands in front of it without being measured, as taskset."""
    with tempfile.TemporaryDirectory(prefix="mailready-usage-") as folder:
        result = pathlib.Path(folder, "usage.json")
        helper = [*prefix, sys.executable, "-I", "-S", __file__, result, *command]
        process = subprocess.Popen(helper, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                   start_new_session=True)
        try:
            process.wait()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        return Usage(**json.loads(result.read_text()))


def run(command):
    start = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    return Usage(exit_code=os.waitstatus_to_exitcode(status), wall=time.monotonic() - start, user=used.ru_utime,
                 system=used.ru_stime, peak=used.ru_maxrss / 1024)


if __name__ == "__main__":
    usage = run(sys.argv[2:])
    pathlib.Path(sys.argv[1]).write_text(json.dumps(dataclasses.asdict(usage)))
