// A certificate authority that lives as long as the test: nothing in a file expires.
#pragma once
#include <chrono>
#include <memory>
#include <string>

namespace mailready::test {

/// What a server shows, in PEM.
struct Credentials {
  std::string certificate, key;
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "Test Authority");
  ~TestAuthority();

  /// Its own certificate, to be trusted.
  std::string certificate() const;
  /// A certificate for `host` that is good from an hour ago to `lifetime` from now on.
  Credentials issue(const std::string& host, std::chrono::seconds lifetime = std::chrono::hours(1)) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mailready::test
