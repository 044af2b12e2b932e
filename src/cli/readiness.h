// Waits for a descriptor that other programs share, and leaves it as it is.
#pragma once
#include <asio/posix/stream_descriptor.hpp>

#include "dns/async.h"

namespace mailready::cli {

/// Whether reading from or writing to `descriptor` may have to wait for somebody: a pipe, a socket, a terminal.
bool may_wait(int descriptor);

/// Tells when a descriptor that `may_wait` can be read or written. Asio's own waits would make it non-blocking, for the
/// programs too that share it; an epoll set around it is ours alone.
class Readiness {
 public:
  enum class For { reading, writing };

  /// `descriptor` stays open as long as this lives.
  Readiness(dns::Loop& loop, int descriptor, For what);

  /// Until it is ready, has failed, or its other end is closed.
  dns::Task<> wait();

 private:
  asio::posix::stream_descriptor set_;
};

}  // namespace mailready::cli
