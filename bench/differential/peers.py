"""The evaluators: each takes a case and gives its outcome, {"result", "explanation", "message"}."""
import json
import os
import subprocess

import world as dns

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = {"python3-spf": ["/usr/bin/python3", "-c", "import spf"],
            "libmail-spf-perl": ["perl", "-MMail::SPF", "-e", "1"]}


def missing_packages():
    def works(command):
        try:
            return subprocess.run(command, capture_output=True).returncode == 0
        except OSError:
            return False

    return [package for package, command in PACKAGES.items() if not works(command)]


class Pyspf:
    """pyspf, in this process, with a lookup function that knows the world."""

    def __init__(self):
        import spf
        self.spf, self.world = spf, {}
        spf.DNSLookup = self.lookup

    def lookup(self, name, rdtype, strict=True, timeout=None):
        """As the driver that pyspf prefers has it (dnspython): the records, under the name that was asked for."""
        failure, _, answers = dns.lookup(self.world, name, rdtype)
        if failure:
            raise self.spf.TempError("DNS " + failure)
        values = [value for _, kind, value in answers if kind == rdtype]
        if rdtype == "TXT":
            values = [[part.encode("latin-1") for part in value] for value in values]
        return [((name, rdtype), tuple(value) if rdtype == "MX" else value) for value in values]

    def evaluate(self, world, case):
        self.world, self.spf.MAX_VOID_LOOKUPS = world, case["void_limit"]
        try:
            query = self.spf.query(i=case["ip"], s=case["sender"], h=case["helo"], timeout=1000)
            result, _, message = query.check()
        except Exception as error:
            return {"result": "crash", "message": repr(error), "explanation": None}
        own = result == "fail" and message != self.spf.EXPLANATIONS["fail"]
        return {"result": result, "message": message, "explanation": message if own else None}


class MailSpf:
    """Mail::SPF, in a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen(["perl", os.path.join(HERE, "mail_spf.pl")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)

    def evaluate(self, world, case):
        octets = {key: value.encode().decode("latin-1") if isinstance(value, str) else value
                  for key, value in case.items()}
        self.process.stdin.write(json.dumps({"world": world, "case": octets}) + "\n")
        outcome = json.loads(self.process.stdout.readline())
        outcome["explanation"] = self.text(outcome["explanation"])
        return outcome

    @staticmethod
    def text(explanation):
        """What its octets stand for, or nothing where the explanation is its own."""
        if explanation == "DEFAULT":
            return None
        try:
            return explanation and explanation.encode("latin-1").decode()
        except UnicodeError:
            return explanation


class Mailready:
    """The program, once a case, with a name server of its own."""

    def __init__(self, program):
        self.program, self.server = program, dns.Server()

    def evaluate(self, world, case):
        self.server.world = world
        answer = self.ask(case, "0.25")
        return answer if answer["result"] != "temperror" else self.ask(case, "1")  # on a loaded machine answers are late

    def ask(self, case, timeout):
        sender = case["sender"]
        domain = sender.rpartition("@")[2] if sender else case["helo"]
        words = [self.program, "spf", "--ip", case["ip"], "--helo=" + case["helo"], "--mail-from", sender,
                 "--void-lookups", str(case["void_limit"]), "--resolver", "127.0.0.1:%d" % self.server.port,
                 "--timeout", timeout, "--retries", "0", "--format", "json", domain]
        run = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL)
        try:
            answer = json.loads(run.stdout)
        except ValueError:
            answer = {"result": "crash", "reason": run.stderr.decode(errors="replace").strip()}
        return {"result": answer["result"] if run.returncode == 0 else "exit %d" % run.returncode,
                "explanation": answer.get("explanation"), "message": str(answer.get("reason") or answer.get("matched")),
                "counts": [answer.get("lookups"), answer.get("void_lookups")]}
