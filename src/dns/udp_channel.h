// Questions over UDP to one server: many share a few sockets and their system calls.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "dns/async.h"
#include "dns/query.h"

namespace mailready::dns {

/// Each query goes out under a random ID from a port that the kernel chose at random. A socket serves a number of
/// queries, then a fresh one takes its place (RFC 5452, section 9.2). Sockets are connected, so that the kernel drops
/// what comes from elsewhere and reports ICMP errors.
class UdpChannel {
 public:
  /// Room for the datagrams of one system call. Filled and read without a suspension in between, so that one serves
  /// many channels.
  class Datagrams;
  static std::shared_ptr<Datagrams> make_datagrams();

  /// `loop` outlives the channel, which outlives what it asks.
  UdpChannel(Loop& loop, Upstream upstream, std::shared_ptr<Datagrams> datagrams);
  ~UdpChannel();
  UdpChannel(const UdpChannel&) = delete;
  UdpChannel& operator=(const UdpChannel&) = delete;

  /// Waits without a limit of its own for a server that says nothing.
  Task<Received> ask(OutgoingQuery query);

  const Upstream& upstream() const { return upstream_; }
  RandomIds& ids() { return ids_; }

 private:
  class Socket;
  struct Pending;

  Socket& socket();
  void flush();

  Loop& loop_;
  Upstream upstream_;
  std::shared_ptr<Datagrams> datagrams_;
  RandomIds ids_;
  std::vector<std::shared_ptr<Socket>> sockets_;
  std::size_t current_ = 0;  // in `sockets_`, until the next flush
  Chore flush_;
};

}  // namespace mailready::dns
