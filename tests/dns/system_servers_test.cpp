#include "dns/system_servers.h"

#include "support/catch.h"

using namespace mailready;
using namespace mailready::dns;

TEST_CASE("a resolver is read as users write it", "[dns]") {
  const auto [text, printed] = GENERATE(table<std::string, std::string>({
      {"192.0.2.53", "192.0.2.53:53"},
      {"@192.0.2.53", "192.0.2.53:53"},
      {"127.0.0.1:5353", "127.0.0.1:5353"},
      {"127.0.0.1:65535", "127.0.0.1:65535"},
      {"::1", "[::1]:53"},
      {"@::1", "[::1]:53"},
      {"[::1]", "[::1]:53"},
      {"[::1]:5353", "[::1]:5353"},
      {"2001:db8::53", "[2001:db8::53]:53"},
      {"fe80::1%eth0", "[fe80::1%eth0]:53"},
      {"[fe80::1%2]:54", "[fe80::1%2]:54"},
  }));
  CAPTURE(text);
  const auto server = parse_server(text);
  REQUIRE(server);
  CHECK(server->to_string() == printed);
}

TEST_CASE("what is no resolver is refused with a sentence", "[dns]") {
  const auto [text, part] = GENERATE(table<std::string, std::string>({
      {"", "is no resolver"},
      {"@", "is no resolver"},
      {"dns.example", "is no resolver"},
      {"192.0.2", "is no resolver"},
      {"192.0.2.53%eth0", "is no resolver"},
      {"[192.0.2.53]:53", "is no resolver"},
      {"[::1", "is no resolver"},
      {"[::1]53", "is no resolver"},
      {"::1%", "is no resolver"},
      {"::1%a%b", "is no resolver"},
      {"127.0.0.1:", "no valid port"},
      {"127.0.0.1:0", "no valid port"},
      {"127.0.0.1:65536", "no valid port"},
      {"127.0.0.1:53x", "no valid port"},
      {"[::1]:", "no valid port"},
      {"a\x1b[2Jb", "a\\027[2Jb"},
  }));
  CAPTURE(text);
  const auto server = parse_server(text);
  REQUIRE_FALSE(server);
  CHECK_THAT(server.error(), contains_text(part));
}

static std::vector<std::string> printed(const std::vector<Server>& servers) {
  std::vector<std::string> texts;
  for (const Server& server : servers) texts.push_back(server.to_string());
  return texts;
}

TEST_CASE("resolv.conf names the servers, three at most", "[dns]") {
  using Servers = std::vector<std::string>;
  const auto [text, servers] = GENERATE(table<std::string, Servers>({
      {"", {"127.0.0.1:53"}},
      {"search acme.example\noptions ndots:2\n", {"127.0.0.1:53"}},
      {"nameserver 192.0.2.1", {"192.0.2.1:53"}},
      {"# a comment\n; another\nnameserver\t192.0.2.1 # the first\r\nnameserver ::1\n", {"192.0.2.1:53", "[::1]:53"}},
      {"nameserver 192.0.2.1;x\n", {"192.0.2.1:53"}},
      {"nameserver fe80::1%eth0\n", {"[fe80::1%eth0]:53"}},
      {"nameserver\nnameserver dns.example\nnameserver 192.0.2.1:53\nnameserver 192.0.2.2\n", {"192.0.2.2:53"}},
      {" nameserver 192.0.2.1\n#nameserver 192.0.2.2\nnameservers 192.0.2.3\n", {"127.0.0.1:53"}},
      {"nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
       {"192.0.2.1:53", "192.0.2.2:53", "192.0.2.3:53"}},
  }));
  CAPTURE(text);
  CHECK(printed(parse_resolv_conf(text).servers) == servers);
}

TEST_CASE("resolv.conf sets the timeout and the attempts, within glibc's limits", "[dns]") {
  using Seconds = std::optional<int>;
  const auto [text, timeout, attempts] = GENERATE(table<std::string, Seconds, Seconds>({
      {"nameserver ::1\n", {}, {}},
      {"options timeout:3 attempts:4\n", 3, 4},
      {"options rotate\toptions timeout:1\noptions attempts:1 edns0\n", 1, 1},
      {"options timeout:31 attempts:6\n", 30, 5},
      {"options timeout:0 attempts:0\n", {}, {}},
      {"options timeout:-1 attempts:x\n", {}, {}},
      {"options timeout:99999999999999 attempts:\n", {}, {}},
      {"options timeout:3\noptions timeout:5\n", 5, {}},
  }));
  CAPTURE(text);
  const ResolvConf conf = parse_resolv_conf(text);
  CHECK(conf.timeout == (timeout ? std::optional(std::chrono::seconds(*timeout)) : std::nullopt));
  CHECK(conf.attempts == attempts);
}
