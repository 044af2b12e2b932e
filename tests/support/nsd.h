// A real name server, NSD, on a free port of the loopback interface, with zones of the test's choice.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/temporary_folder.h"

namespace mailready::test {

class Nsd {
 public:
  struct Zone {
    std::string origin, file;
  };

  /// Starts it as the invoking user and waits until it answers. Throws where it does not.
  Nsd(const std::string& program, const std::vector<Zone>& zones);
  ~Nsd();
  Nsd(const Nsd&) = delete;
  Nsd& operator=(const Nsd&) = delete;

  /// "127.0.0.1:PORT"
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void wait_until_it_answers(const std::string& origin) const;

  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
};

}  // namespace mailready::test
