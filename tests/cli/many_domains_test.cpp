// Lists of domains through the program: their order, shares of them, slow readers, interrupts, and the progress.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "support/catch.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

using Strings = std::vector<std::string>;

/// A name server that takes every question and answers none.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no socket");
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

std::string numbered_list(int count) {
  std::string list;
  for (int number = 0; number < count; ++number) list += "client" + std::to_string(number) + ".test\n";
  return list;
}

/// A run over `list`, offline, as NDJSON.
Strings offline(const std::string& list, const Strings& more = {}) {
  Strings arguments{"check", "--domains", list, "--offline", "--format", "ndjson", "--select", "spf-missing"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// A pipe that takes no more may hold as little: half of each of its 16 pages.
constexpr std::size_t full_pipe = 30'000;

/// The domains of whole lines; throws where one is not whole.
Strings domains_of(const std::string& ndjson) {
  Strings names;
  std::istringstream in(ndjson);
  for (std::string line; std::getline(in, line);) names.push_back(json::parse(line).at("domain"));
  return names;
}

}  // namespace

TEST_CASE("with --ordered a list comes out as it went in, whoever is slow", "[cli]") {
  const SilentServer silent;
  const TemporaryFolder folder;
  const std::string zone =
      folder.write("quick.zone", "$ORIGIN quick.test.\n$TTL 60\n@ MX 10 mx1\nmx1 A 185.10.20.10\n");
  const std::string list = folder.write("list", "slow.example\nquick.test\nno name\nmx1.quick.test\n");
  const Strings arguments{"check", "--domains", list, "--zone",   zone,     "--resolver", silent.address(), "--timeout",
                          "0.3",   "--retries", "0",  "--format", "ndjson", "--select",   "mx-missing"};
  const auto run = [&](const Strings& more) {
    Strings all = arguments;
    all.insert(all.end(), more.begin(), more.end());
    return domains_of(run_program(all).out);
  };
  CHECK(run({"--ordered"}) == Strings{"slow.example", "quick.test", "no name", "mx1.quick.test"});
  CHECK(run({"--ordered", "--concurrency", "1"}).front() == "slow.example");
  const Strings as_ready = run({});
  REQUIRE(as_ready.size() == 4);
  CHECK(as_ready.front() != "slow.example");
}

TEST_CASE("shares of a list are each name once, however it is spelt", "[cli]") {
  const TemporaryFolder folder;
  const std::string list = folder.write("list", numbered_list(50) +
                                                    "CLIENT7.test.\nb\xc3\xbc"
                                                    "cher.test\nXN--BCHER-KVA.test\nops@a.test\n");
  std::multiset<std::string> all;
  for (const char* shard : {"0/3", "1/3", "2/3"}) {
    const Strings names = domains_of(run_program(offline(list, {"--shard", shard, "more.test"})).out);
    CHECK(names.size() > 8);
    all.insert(names.begin(), names.end());
  }
  const Strings whole = domains_of(run_program(offline(list, {"more.test"})).out);
  CHECK(all == std::multiset<std::string>(whole.begin(), whole.end()));
  CHECK(all.size() == 53);
}

TEST_CASE("one domain's page does not depend on its share", "[cli]") {
  const Strings arguments{"check", "acme.example", "--offline"};
  Strings sharded = arguments;
  sharded.insert(sharded.end(), {"--shard", "1/2"});  // docs/bulk.md
  CHECK(run_program(sharded).out == run_program(arguments).out);
}

TEST_CASE("a share without names is a valid report, and an empty list is an error all the same", "[cli]") {
  const Strings arguments{"check", "--domains", "-", "--offline", "--format", "json", "--shard", "0/2"};
  const Exit exit = run_program(arguments, "acme.example\n");
  CHECK(exit.code == 0);
  CHECK(json::parse(exit.out).at("domains").empty());
  CHECK(json::parse(exit.out).at("summary").at("domains") == 0);
  CHECK(exit.err == "mailready: none of the names is in the share 0/2\n");
  CHECK(run_program(arguments, "\n# nothing\n").code == 2);
}

TEST_CASE("a reader that takes his time loses nothing", "[cli]") {
  const TemporaryFolder folder;
  Program program(offline(folder.write("list", numbered_list(3000))));
  program.wait_for_output(full_pipe);
  const Strings names = domains_of(program.finish().out);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == 3000);
}

TEST_CASE("an interrupt while the reader takes nothing ends the run with whole lines", "[cli]") {
  const TemporaryFolder folder;
  Program program(offline(folder.write("list", numbered_list(3000))));
  program.wait_for_output(full_pipe);
  program.signal(SIGINT);
  program.wait_until_uncaught(SIGINT);
  const Exit exit = program.finish();
  CHECK(exit.code == 130);
  const Strings names = domains_of(exit.out);
  CHECK(names.size() > 20);
  CHECK(names.size() < 1000);  // what the pipe holds, and the window: no more was begun
}

TEST_CASE("a second interrupt ends the program at once, though the reader takes nothing", "[cli]") {
  const TemporaryFolder folder;
  Program program(offline(folder.write("list", numbered_list(3000))));
  program.wait_for_output(full_pipe);
  program.signal(SIGINT);
  program.wait_until_uncaught(SIGINT);
  program.signal(SIGINT);
  CHECK(program.wait_unread() == 130);
}

TEST_CASE("a reader that goes away ends the run, unless another report is wanted", "[cli]") {
  const TemporaryFolder folder;
  const std::string list = folder.write("list", numbered_list(500));
  const Exit alone = run_program(offline(list), "", Program::Out::closed_pipe);
  CHECK(alone.code == 141);
  CHECK(alone.err.empty());
  const std::string file = folder.path("out.json");
  const Exit both = run_program(offline(list, {"--format", "json=" + file}), "", Program::Out::closed_pipe);
  CHECK(both.code == 3);
  CHECK(both.err.empty());
  CHECK(json::parse(folder.read("out.json")).at("domains").size() == 500);
}

namespace {

/// A run that takes long enough to be watched: a domain that nobody answers for, behind lines that are no names.
class Watched {
 public:
  Watched() {
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("COLUMNS");
  }

  Exit run(const Strings& more, Program::Out out) const { return run_program(arguments(more), "", out); }
  Strings arguments(const Strings& more, const std::string& timeout = "0.4") const {
    Strings all{"check",     "--domains", list_,      "--resolver", silent_.address(), "--timeout",  timeout,
                "--retries", "0",         "--format", "ndjson",     "--select",        "spf-missing"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

 private:
  SilentServer silent_;
  TemporaryFolder folder_;
  std::string list_ = folder_.write("list", "ops@a.test\nops@b.test\nslow.example\n");
};

/// What is left on a terminal: a carriage return goes back to the start of the line, "\x1b[K" erases the rest.
std::string seen(const std::string& written) {
  std::string text;
  std::istringstream in(written);
  for (std::string line; std::getline(in, line);) {
    const auto erased = line.rfind("\r\x1b[K");
    if (erased != std::string::npos) line = line.substr(erased + 4);
    if (!in.eof() || !line.empty()) text += line + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a line says how far the run is, on a terminal or where it is asked for", "[cli]") {
  const Watched watched;
  const auto [more, out, shown] = GENERATE(table<Strings, Program::Out, bool>({
      {Strings(), Program::Out::pipe, false},
      {Strings(), Program::Out::terminal_errors, true},
      {{"-q"}, Program::Out::terminal_errors, false},
      {{"--progress", "never"}, Program::Out::terminal_errors, false},
      {{"--progress", "always", "-q"}, Program::Out::terminal_errors, true},
      {{"--progress", "always"}, Program::Out::pipe, true},
  }));
  CAPTURE(more, int(out));
  const Exit exit = watched.run(more, out);
  CHECK(domains_of(exit.out).size() == 3);
  if (shown) {
    CHECK_THAT(exit.err, contains_text("\r2 domains  66%  0:0") && contains_text(" left  ") &&
                             contains_text("/s  2 with errors"));
    CHECK(exit.err.ends_with("\r\x1b[K"));
  } else {
    CHECK(exit.err.empty());
  }
}

TEST_CASE("nothing is shown of how far one domain is", "[cli]") {
  const Watched watched;
  CHECK(run_program({"check", "acme.example", "--offline", "--progress", "always"}).err.empty());
}

TEST_CASE("on a terminal the line of progress never mingles with report and diagnostics", "[cli]") {
  const Watched watched;
  const Exit exit = watched.run({"-v"}, Program::Out::terminal);
  CHECK_THAT(exit.out, contains_text("\r2 domains  66%"));
  std::string report;
  int asides = 0;
  std::istringstream in(seen(exit.out));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("mailready: "))
      ++asides;
    else
      report += line + "\n";
  }
  CHECK(domains_of(report).size() == 3);
  CHECK(asides == 3);
}

TEST_CASE("an interrupt takes the line of progress away", "[cli]") {
  const Watched watched;
  Program program(watched.arguments({"--deadline", "600"}, "300"), Program::Out::terminal_errors);
  program.read_error_until(" domains  ");
  program.signal(SIGINT);
  const Exit exit = program.wait();
  CHECK(exit.code == 130);
  CHECK(domains_of(exit.out).size() == 2);
  CHECK(exit.err.ends_with("\r\x1b[K"));
}

TEST_CASE("a line of progress fits into the terminal", "[cli]") {
  const Watched watched;
  ::setenv("COLUMNS", "14", 1);
  const Exit exit = watched.run({}, Program::Out::terminal_errors);
  ::unsetenv("COLUMNS");
  CHECK_THAT(exit.err, contains_text("\r2 domains\x1b[K"));
  CHECK_THAT(watched.run({}, Program::Out::terminal_errors).err, contains_text("  2 with errors\x1b[K"));
}
