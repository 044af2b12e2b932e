// The live HTTPS fetch: libcurl's multi interface on the program's one event loop.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "dns/loop.h"
#include "net/fetch.h"

namespace mailready::net {

struct CurlOptions {
  std::chrono::milliseconds timeout{20'000};  ///< for a whole fetch, every octet included
  std::string ca_file{};                      ///< PEM; in place of the system's authorities
  std::string library = "libcurl.so.4";       ///< loaded at the first fetch
};

/// Fetches with TLS 1.2 or later, checks certificate and host name, follows no redirect, uses no proxy, no cookies, no
/// cache and no compression, and never asks DNS. A body with another status than 200 is cut at `max_octets` in place of
/// a failure. Nothing of one fetch is kept for the next, but for the authorities' certificates, read once.
/// libcurl is loaded at the first fetch: who fetches nothing does not wait for it.
class CurlFetcher final : public Fetcher {
 public:
  /// `loop` outlives it, and it outlives what it fetches.
  CurlFetcher(dns::Loop& loop, CurlOptions options);
  ~CurlFetcher() override;

  dns::Task<FetchReply> fetch(Request request) override;

 private:
  class Multi;

  dns::Task<FetchReply> fetch_in_turn(Request request);

  dns::Loop& loop_;
  CurlOptions options_;
  // Made at the first fetch, and shared with the fetches, which are let go of with the event loop.
  std::shared_ptr<Multi> multi_{};
};

}  // namespace mailready::net
