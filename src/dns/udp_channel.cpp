#include "dns/udp_channel.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <asio/ip/udp.hpp>
#include <cerrno>
#include <numeric>
#include <utility>

namespace mailready::dns {

using asio::ip::udp;

namespace {

constexpr std::size_t sockets_at_once = 4;
constexpr std::size_t queries_a_socket = 512;     // until a port of its own would be worth guessing
constexpr std::size_t datagrams_a_call = 32;      // more bring no measurable gain
constexpr std::size_t longest_datagram = 65'535;  // of an answer
constexpr std::size_t apart = 65'536 + 320;       // their beginnings share no set of lines in the processor's cache
constexpr int receive_buffer_octets = 1 << 20;

asio::error_code last_error() { return {errno, asio::error::get_system_category()}; }

}  // namespace

/// The memory is touched only where answers are that long.
class UdpChannel::Datagrams {
 public:
  Datagrams() {
    for (std::size_t i = 0; i < datagrams_a_call; ++i) {
      parts_[i] = {.iov_base = octets_.get() + i * apart, .iov_len = longest_datagram};
      headers_[i].msg_hdr.msg_iov = &parts_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
    }
  }

  /// Reads as many as are there. How many, or -1 with `errno`.
  int receive(int descriptor) {
    return ::recvmmsg(descriptor, headers_.data(), datagrams_a_call, MSG_DONTWAIT, nullptr);
  }
  std::span<const std::uint8_t> operator[](std::size_t i) const {
    return {octets_.get() + i * apart, headers_[i].msg_len};
  }

 private:
  std::unique_ptr<std::uint8_t[]> octets_{new std::uint8_t[datagrams_a_call * apart]};
  std::array<iovec, datagrams_a_call> parts_{};
  std::array<mmsghdr, datagrams_a_call> headers_{};
};

std::shared_ptr<UdpChannel::Datagrams> UdpChannel::make_datagrams() { return std::make_shared<Datagrams>(); }

/// Lives as long as its channel sends through it, or a query waits for an answer on it.
class UdpChannel::Socket : public std::enable_shared_from_this<Socket> {
 public:
  Socket(Loop& loop, const Upstream& upstream, std::shared_ptr<Datagrams> datagrams)
      : server_(upstream.name), socket_(loop.context()), datagrams_(std::move(datagrams)) {
    const udp::endpoint endpoint(upstream.address, upstream.port);
    socket_.open(endpoint.protocol(), error_);
    if (!error_) socket_.connect(endpoint, error_);
    if (!error_) socket_.non_blocking(true, error_);
    asio::error_code smaller;
    socket_.set_option(udp::socket::receive_buffer_size(receive_buffer_octets), smaller);
  }

  bool worn_out() const { return error_ || served_ >= queries_a_socket; }
  bool full() const { return sizes_.size() >= datagrams_a_call; }

  /// Takes a query over, to be sent with the next flush.
  void take(Asking& asking, RandomIds& ids) {
    do asking.id_ = ids.next();
    while (*waiting_.find(asking.id_));
    waiting_.add(asking);
    asking.socket_ = shared_from_this();
    const OutgoingQuery& query = asking.query_;
    const std::size_t begin = octets_.size();
    append_query(octets_, query.question, asking.id_, query.edns, query.recursion);
    sizes_.push_back(octets_.size() - begin);
    ++served_;
  }
  void let_go(const Asking& asking) {
    if (Asking** link = waiting_.find(asking.id_); *link == &asking) waiting_.remove(link);
  }

  void flush() {
    if (error_) return fail_all(error_);
    while (!sizes_.empty() && !writing_) send_some();
    if (!reading_ && !waiting_.empty()) wait_to_read();
  }

 private:
  /// Queries that wait for their answers, by their IDs.
  class Waiting {
   public:
    bool empty() const { return count_ == 0; }
    /// The link to the query of this ID; a null link where there is none.
    Asking** find(std::uint16_t id) {
      Asking** link = &kinds_[id % kinds_.size()];
      while (*link && (*link)->id_ != id) link = &(*link)->next_;
      return link;
    }
    void add(Asking& asking) {
      asking.next_ = std::exchange(kinds_[asking.id_ % kinds_.size()], &asking);
      ++count_;
    }
    Asking& remove(Asking** link) {
      --count_;
      Asking& removed = **link;
      *link = removed.next_;
      return removed;
    }
    std::vector<Asking*> all() const {
      std::vector<Asking*> all;
      for (Asking* asking : kinds_)
        for (; asking; asking = asking->next_) all.push_back(asking);
      return all;
    }

   private:
    std::array<Asking*, 64> kinds_{};  // IDs are random: all are as long
    std::size_t count_ = 0;
  };

  Failure failure(const Asking& asking, const asio::error_code& error) const {
    return {.kind = Failure::Kind::unreachable,
            .question = asking.query_.question,
            .server = server_,
            .detail = error.message()};
  }

  void fail_all(const asio::error_code& error) {
    octets_.clear();
    sizes_.clear();
    for (Asking* asking : waiting_.all()) waiting_.remove(waiting_.find(asking->id_)).end(failure(*asking, error));
  }

  /// One system call. What the kernel has no room for stays until it has.
  void send_some() {
    std::array<iovec, datagrams_a_call> parts{};
    std::array<mmsghdr, datagrams_a_call> headers{};
    const std::size_t count = std::min(sizes_.size(), datagrams_a_call);
    std::uint8_t* next = octets_.data();
    for (std::size_t i = 0; i < count; next += sizes_[i], ++i) {
      parts[i] = {.iov_base = next, .iov_len = sizes_[i]};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int sent = ::sendmmsg(socket_.native_handle(), headers.data(), static_cast<unsigned>(count), 0);
    if (sent > 0)
      drop_first(sent);
    else if (errno == EAGAIN || errno == ENOBUFS)
      wait_to_write();
    else if (errno != EINTR)
      fail_all(last_error());
  }

  void drop_first(std::ptrdiff_t count) {
    const auto octets = std::accumulate(sizes_.begin(), sizes_.begin() + count, std::ptrdiff_t{0});
    octets_.erase(octets_.begin(), octets_.begin() + octets);
    sizes_.erase(sizes_.begin(), sizes_.begin() + count);
  }

  void wait_to_write() {
    writing_ = true;
    socket_.async_wait(udp::socket::wait_write, [weak = weak_from_this()](const asio::error_code& error) {
      const auto self = weak.lock();
      if (!self || error) return;
      self->writing_ = false;
      self->flush();
    });
  }

  void wait_to_read() {
    reading_ = true;
    socket_.async_wait(udp::socket::wait_read, [weak = weak_from_this()](const asio::error_code& error) {
      const auto self = weak.lock();
      if (!self || error) return;
      self->reading_ = false;
      self->read();
      if (!self->waiting_.empty()) self->wait_to_read();
    });
  }

  void read() {
    int count = 0;
    do {
      count = datagrams_->receive(socket_.native_handle());
      for (int i = 0; i < count; ++i) hear((*datagrams_)[static_cast<std::size_t>(i)]);
    } while (count == static_cast<int>(datagrams_a_call) || (count < 0 && errno == EINTR));
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) fail_all(last_error());
  }

  void hear(std::span<const std::uint8_t> octets) {
    if (octets.size() < 2) return;
    Asking** const found = waiting_.find(static_cast<std::uint16_t>(octets[0] << 8 | octets[1]));
    if (!*found) return;
    auto received = receive(octets, (*found)->query_.question, (*found)->id_, server_);
    if (received) waiting_.remove(found).end(std::move(*received));
  }

  std::string server_;
  udp::socket socket_;
  std::shared_ptr<Datagrams> datagrams_;
  asio::error_code error_;  // why it could not be opened
  Waiting waiting_;
  std::vector<std::uint8_t> octets_;  // what is to be sent, one query behind the other
  std::vector<std::size_t> sizes_;    // of each
  std::size_t served_ = 0;
  bool reading_ = false, writing_ = false;
};

UdpChannel::Asking::~Asking() {
  if (socket_) socket_->let_go(*this);
}

void UdpChannel::Asking::end(Received with) {
  received_.emplace(std::move(with));
  waiter_.wake();
}

UdpChannel::UdpChannel(Loop& loop, Upstream upstream, std::shared_ptr<Datagrams> datagrams)
    : loop_(loop),
      upstream_(std::move(upstream)),
      datagrams_(std::move(datagrams)),
      sockets_(sockets_at_once),
      flush_(loop, [this] { flush(); }) {}

UdpChannel::~UdpChannel() = default;

UdpChannel::Socket& UdpChannel::socket() {
  std::shared_ptr<Socket>& socket = sockets_[current_];
  if (socket && !socket->worn_out()) return *socket;
  if (socket) socket->flush();
  socket = std::make_shared<Socket>(loop_, upstream_, datagrams_);
  return *socket;
}

void UdpChannel::send(Asking& asking) {
  Socket& through = socket();
  through.take(asking, ids_);
  if (through.full())
    flush();
  else
    flush_.call_when_idle();
}

/// Sends what has come together; what comes next takes another port.
void UdpChannel::flush() {
  if (sockets_[current_]) sockets_[current_]->flush();
  current_ = ids_.next() % sockets_at_once;
}

}  // namespace mailready::dns
