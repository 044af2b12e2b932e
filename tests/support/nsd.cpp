#include "support/nsd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "dns/codec.h"

namespace mailready::test {
namespace {

constexpr int most_tries = 300;
constexpr suseconds_t try_microseconds = 100'000;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A port that was free a moment ago.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

std::string configuration(const TemporaryFolder& folder, std::uint16_t port, const std::vector<Nsd::Zone>& zones) {
  std::string text = "server:\n  server-count: 1\n  ip-address: 127.0.0.1@" + std::to_string(port) +
                     "\n  do-ip6: no\n  username: \"\"\n  chroot: \"\"\n  database: \"\"\n  verbosity: 0\n"
                     "  rrl-ratelimit: 0\n  zonefiles-write: 0\n";
  for (const auto& [key, name] : {std::pair{"zonelistfile", "zone.list"}, std::pair{"pidfile", "pid"},
                                  std::pair{"xfrdfile", "xfrd.state"}, std::pair{"logfile", "log"}})
    text += std::string("  ") + key + ": \"" + folder.path(name) + "\"\n";
  text += "  xfrdir: \"" + folder.path("") + "\"\nremote-control:\n  control-enable: no\n";
  for (const Nsd::Zone& zone : zones)
    text += "zone:\n  name: \"" + zone.origin + "\"\n  zonefile: \"" + zone.file + "\"\n";
  return text;
}

}  // namespace

Nsd::Nsd(const std::string& program, const std::vector<Zone>& zones) : port_(free_port()) {
  const std::string file = folder_.write("nsd.conf", configuration(folder_, port_, zones));
  process_ = ::fork();
  if (process_ == 0) {
    ::setpgid(0, 0);
    ::execl(program.c_str(), program.c_str(), "-d", "-c", file.c_str(), nullptr);
    ::_exit(127);
  }
  wait_until_it_answers(zones.front().origin);
}

Nsd::~Nsd() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

void Nsd::wait_until_it_answers(const std::string& origin) const {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port_);
  const timeval patience{.tv_sec = 0, .tv_usec = try_microseconds};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const auto query = dns::encode_query({.name = *dns::Name::parse(origin), .type = dns::Type::soa}, 1, false);
  std::array<std::uint8_t, 512> reply{};
  bool answered = false;
  for (int tries = 0; tries < most_tries && !answered; ++tries) {
    ::sendto(socket, query.data(), query.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    answered = ::recv(socket, reply.data(), reply.size(), 0) > 0;
  }
  ::close(socket);
  if (!answered) throw std::runtime_error("nsd does not answer: " + folder_.read("log"));
}

}  // namespace mailready::test
