// Questions over UDP to one server: many share a few sockets and their system calls.
#pragma once
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dns/loop.h"
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

  class Asking;

  /// `loop` outlives the channel, which outlives what it asks.
  UdpChannel(Loop& loop, Upstream upstream, std::shared_ptr<Datagrams> datagrams);
  ~UdpChannel();
  UdpChannel(const UdpChannel&) = delete;
  UdpChannel& operator=(const UdpChannel&) = delete;

  const Upstream& upstream() const { return upstream_; }
  RandomIds& ids() { return ids_; }

 private:
  class Socket;

  void send(Asking& asking);
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

/// A query of a channel, in the frame of whoever asks: `co_await asking` sends it, once, and gives what was received,
/// or nothing where that did not come by the deadline; it is kept here.
class UdpChannel::Asking {
 public:
  /// `query` outlives it.
  Asking(UdpChannel& channel, const OutgoingQuery& query, Alarm::Time deadline)
      : channel_(channel), query_(query), deadline_(deadline) {}
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;
  ~Asking();

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    waiter_.stand_for(coroutine);
    alarm_.set(deadline_, coroutine);
    channel_.send(*this);
  }
  std::optional<Received>& await_resume() {
    alarm_.stop();
    waiter_.leave();
    return received_;
  }

 private:
  friend class Socket;
  void end(Received with);

  UdpChannel& channel_;
  const OutgoingQuery& query_;
  Alarm::Time deadline_;
  Waiter waiter_;
  Alarm alarm_;
  std::optional<Received> received_;
  std::uint16_t id_ = 0;
  std::shared_ptr<Socket> socket_;  // through which it goes
  Asking* next_ = nullptr;          // of the same socket, with an ID of the same kind
};

}  // namespace mailready::dns
