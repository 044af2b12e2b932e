// The interface through which authoritative servers are asked themselves, past all caches.
#pragma once

#include "base/ip.h"
#include "dns/answer.h"
#include "dns/task.h"

namespace mailready::dns {

class Authorities {
 public:
  virtual ~Authorities() = default;

  /// Puts one question, without asking for recursion, to the server at `server`. An answer without AA is a failure
  /// (`lame`). Ends within the implementation's own deadline; cancelling it is always safe.
  virtual Task<Reply> ask(IpAddress server, Question question) = 0;
};

}  // namespace mailready::dns
