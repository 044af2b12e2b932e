// A DNS server for a program that runs beside the test.
#pragma once
#include <string>
#include <thread>
#include <utility>

#include "support/dns_server.h"

namespace mailready::test {

/// A DNS server on a thread of its own.
class ServerThread {
 public:
  explicit ServerThread(DnsServer::Script script) : server_(loop_, std::move(script)) {
    thread_ = std::thread([this] { loop_.context().run(); });
  }
  ~ServerThread() {
    loop_.context().stop();
    thread_.join();
  }
  ServerThread(const ServerThread&) = delete;
  ServerThread& operator=(const ServerThread&) = delete;

  std::string address() const { return server_.address().to_string(); }

 private:
  dns::Loop loop_;
  DnsServer server_;
  std::thread thread_;
};

}  // namespace mailready::test
