// The one interface through which everything asks the web.
#pragma once
#include <asio/awaitable.hpp>

#include "net/response.h"

namespace mailready::net {

class Fetcher {
 public:
  virtual ~Fetcher() = default;

  /// Ends within the implementation's own deadline; cancelling it is always safe.
  virtual asio::awaitable<FetchReply> fetch(Request request) = 0;
};

}  // namespace mailready::net
