#!/usr/bin/env python3
"""Measures a list of domains through a validating resolver with a cache: unbound, in front of nsd.

unbound has a configuration of its own, forwards every question to nsd and asks nobody else; both run on the server's
core. Cold, it has just started and its cache is empty; warm, it has answered the same list before. dnsperf sends the
same questions, cold and warm, for comparison.

What this leaves out: the ways to name servers elsewhere, which cost a cold resolver most of its time, and signatures,
since the world has none and so the validator nothing to verify. The processor time of unbound is a lower bound of what
a list costs it.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import bulk  # noqa: E402
import loopback  # noqa: E402

MILLION = 1_000_000
CONFIGURATION = """
server:
  interface: 127.0.0.1@{port}
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: "{folder}/pid"
  logfile: "{folder}/log"
  use-syslog: no
  num-threads: 1
  module-config: "validator iterator"
  do-ip6: no
  do-not-query-localhost: no
  outgoing-range: 4096
  num-queries-per-thread: 2048
  so-rcvbuf: 4m
  rrset-cache-size: 1g
  msg-cache-size: 512m
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@{server}
"""


class Unbound:
    """unbound on loopback, with an empty cache, which forwards to the server at this port."""

    def __init__(self, server, core):
        program = loopback.tool("unbound", "unbound")
        self.folder = tempfile.TemporaryDirectory(prefix="mailready-unbound-")
        self.port = loopback.free_port()
        path = pathlib.Path(self.folder.name)
        (path / "unbound.conf").write_text(CONFIGURATION.format(folder=path, port=self.port, server=server))
        self.process = subprocess.Popen(loopback.pinned([program, "-d", "-c", path / "unbound.conf"], core),
                                        start_new_session=True)

    def __enter__(self):
        try:
            loopback.wait_for_answer(self.process, self.port, 30)
        except TimeoutError:
            self.__exit__()
            loopback.fail("unbound does not answer")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        loopback.stop(self.process)
        self.folder.cleanup()

    def cpu(self):
        """The seconds of processor time that it has taken so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")")[1].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def row(what, seconds, cpu, bench, questions):
    """Prints one measurement."""
    print(f"{what:16} {seconds:8.2f} s {questions / seconds:11,.0f} {bench.domains / seconds:9,.0f} {cpu:8.2f} s "
          f"{seconds / bench.domains * MILLION / 3600:15.1f} h")


def measure(options, bench, questions):
    print(f"{'':16} {'wall':>10} {'questions/s':>11} {'domains/s':>9} {'unbound':>10} {'a million take':>17}")
    for name, run in [("dnsperf", lambda port: bench.dnsperf(port).seconds),
                      ("mailready", lambda port: bench.check(port).wall)]:
        with Unbound(bench.port, options.server_core) as resolver:
            for state in ("cold", "warm"):
                before = resolver.cpu()
                seconds = run(resolver.port)
                row(f"{name}, {state}", seconds, resolver.cpu() - before, bench, questions)


def main():
    parser = loopback.arguments(__doc__)
    loopback.add_domains(parser)
    options = loopback.parse(parser)
    with loopback.served(options) as served:
        bench = bulk.Bench(options, served)
        questions = bulk.learn_questions(bench)
        measure(options, bench, questions)
    print("\nunbound: its processor time")


if __name__ == "__main__":
    main()
