// The one interface through which everything asks the web.
#pragma once

#include "dns/task.h"
#include "net/response.h"

namespace mailready::net {

class Fetcher {
 public:
  virtual ~Fetcher() = default;

  /// Ends within the implementation's own deadline; cancelling it is always safe.
  virtual dns::Task<FetchReply> fetch(Request request) = 0;
};

}  // namespace mailready::net
