#include "net/curl.h"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "net/curl_handles.h"
#include "net/curl_transfer.h"

namespace mailready::net {

/// libcurl's multi handle, and what it waits for. It calls back while it is called; whatever happens on the event loop
/// is told to it from there, one after the other.
class CurlFetcher::Multi : public std::enable_shared_from_this<Multi> {
 public:
  Multi(const asio::any_io_executor& executor, const CurlLibrary& curl);
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;
  ~Multi();

  const CurlLibrary& library() const { return curl_; }
  /// Carries a transfer out. Cancelling it takes the transfer out of libcurl's hands.
  dns::Task<FetchReply> run(CurlTransfer& transfer);

 private:
  class Running;

  /// A socket of libcurl's, as long as that wants to know about it.
  struct Watch {
    explicit Watch(const asio::any_io_executor& executor, curl_socket_t socket) : descriptor(executor, socket) {}
    asio::posix::stream_descriptor descriptor;
    int wanted = CURL_POLL_NONE;  ///< a set of CURL_POLL_IN and CURL_POLL_OUT
    int awaited = CURL_POLL_NONE;
    bool ended = false;
  };

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept;
  static int on_timer(CURLM*, long milliseconds, void* self) noexcept;

  void watch(curl_socket_t socket, int what);
  void unwatch(curl_socket_t socket);
  void wait_for(const std::shared_ptr<Watch>& watch, int direction);
  void set_timer(long milliseconds);
  void act(curl_socket_t socket, int events);

  CurlLibrary curl_;
  asio::any_io_executor executor_;
  asio::steady_timer timer_;
  std::map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  MultiHandle multi_;
};

/// A transfer in libcurl's hands.
class CurlFetcher::Multi::Running {
 public:
  Running(const CurlLibrary& curl, CURLM* multi, CURL* easy) : curl_(curl), multi_(multi), easy_(easy) {
    if (curl_.multi_add_handle(multi_, easy_) != CURLM_OK) throw std::runtime_error("libcurl takes no transfer");
  }
  ~Running() { curl_.multi_remove_handle(multi_, easy_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  const CurlLibrary& curl_;
  CURLM* multi_;
  CURL* easy_;
};

CurlFetcher::Multi::Multi(const asio::any_io_executor& executor, const CurlLibrary& curl)
    : curl_(curl), executor_(executor), timer_(executor), multi_(curl.multi_init(), curl.multi_cleanup) {
  if (!multi_) throw std::bad_alloc();
  curl_.multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
  curl_.multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, static_cast<void*>(this));
  curl_.multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
  curl_.multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, static_cast<void*>(this));
}

CurlFetcher::Multi::~Multi() {
  multi_.reset();  // first: it calls back while it closes its sockets
  while (!watches_.empty()) unwatch(watches_.begin()->first);
}

dns::Task<FetchReply> CurlFetcher::Multi::run(CurlTransfer& transfer) {
  const auto self = shared_from_this();
  const Running running(curl_, multi_.get(), transfer.handle());
  co_return co_await transfer.reply();
}

int CurlFetcher::Multi::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
  auto& multi = *static_cast<Multi*>(self);
  if (what == CURL_POLL_REMOVE)
    multi.unwatch(socket);
  else
    multi.watch(socket, what);
  return 0;
}

int CurlFetcher::Multi::on_timer(CURLM*, long milliseconds, void* self) noexcept {
  static_cast<Multi*>(self)->set_timer(milliseconds);
  return 0;
}

void CurlFetcher::Multi::watch(curl_socket_t socket, int what) {
  std::shared_ptr<Watch>& watch = watches_[socket];
  if (!watch) watch = std::make_shared<Watch>(executor_, socket);
  watch->wanted = what;
  for (const int direction : {CURL_POLL_IN, CURL_POLL_OUT}) wait_for(watch, direction);
}

/// libcurl is about to close the socket, which therefore stays open here.
void CurlFetcher::Multi::unwatch(curl_socket_t socket) {
  const auto found = watches_.find(socket);
  if (found == watches_.end()) return;
  found->second->ended = true;
  found->second->descriptor.release();
  watches_.erase(found);
}

void CurlFetcher::Multi::wait_for(const std::shared_ptr<Watch>& watch, int direction) {
  if ((watch->wanted & direction) == 0 || (watch->awaited & direction) != 0) return;
  watch->awaited |= direction;
  const auto type =
      direction == CURL_POLL_IN ? asio::posix::descriptor_base::wait_read : asio::posix::descriptor_base::wait_write;
  watch->descriptor.async_wait(type, [multi = weak_from_this(), watch, direction](const asio::error_code& error) {
    watch->awaited &= ~direction;
    const std::shared_ptr<Multi> alive = multi.lock();
    if (!alive || watch->ended || error == asio::error::operation_aborted) return;
    if ((watch->wanted & direction) != 0) {
      const int ready = direction == CURL_POLL_IN ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
      alive->act(watch->descriptor.native_handle(), error ? ready | CURL_CSELECT_ERR : ready);
    }
    if (!watch->ended) alive->wait_for(watch, direction);
  });
}

/// libcurl must not be called from within its own call: even "now" is a turn of the event loop later.
void CurlFetcher::Multi::set_timer(long milliseconds) {
  timer_.cancel();
  if (milliseconds < 0) return;
  timer_.expires_after(std::chrono::milliseconds(milliseconds));
  timer_.async_wait([multi = weak_from_this()](const asio::error_code& error) {
    if (const std::shared_ptr<Multi> alive = multi.lock(); alive && !error) alive->act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void CurlFetcher::Multi::act(curl_socket_t socket, int events) {
  int running = 0, left = 0;
  curl_.multi_socket_action(multi_.get(), socket, events, &running);
  while (const CURLMsg* message = curl_.multi_info_read(multi_.get(), &left))
    if (message->msg == CURLMSG_DONE) CurlTransfer::of(curl_, message->easy_handle).finish(message->data.result);
}

CurlFetcher::CurlFetcher(dns::Loop& loop, CurlOptions options) : loop_(loop), options_(std::move(options)) {}

CurlFetcher::~CurlFetcher() = default;

namespace {

/// What may stand in a URL without further ado; not an address, which libcurl would connect to by itself.
bool is_host(std::string_view host) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return !host.empty() && host.find_first_not_of(allowed) == host.npos && !IpAddress::parse(host);
}

bool is_path(std::string_view path) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/";
  return path.starts_with('/') && path.find_first_not_of(allowed) == path.npos;
}

}  // namespace

dns::Task<FetchReply> CurlFetcher::fetch(Request request) {
  if (!is_host(request.host) || !is_path(request.path))
    co_return FetchFailure{FetchFailure::Kind::broken, "no URL can be made of the name"};
  if (!multi_) {
    const auto library = load_curl(options_.library);
    if (!library) co_return FetchFailure{FetchFailure::Kind::no_library, library.error()};
    multi_ = std::make_shared<Multi>(loop_.context().get_executor(), *library);
  }
  std::optional<FetchReply> reply = co_await dns::within(options_.timeout, fetch_in_turn(std::move(request)));
  if (reply) co_return *std::move(reply);
  co_return FetchFailure{FetchFailure::Kind::timed_out, "not all of the response came in time"};
}

/// libcurl takes several addresses at once, but one port.
dns::Task<FetchReply> CurlFetcher::fetch_in_turn(Request request) {
  FetchReply last = FetchFailure{FetchFailure::Kind::unreachable, "there is no address to connect to"};
  while (!request.endpoints.empty()) {
    const std::uint16_t port = request.endpoints.front().port;
    std::vector<IpAddress> addresses;
    for (const Endpoint& endpoint : request.endpoints)
      if (endpoint.port == port) addresses.push_back(endpoint.address);
    std::erase_if(request.endpoints, [port](const Endpoint& endpoint) { return endpoint.port == port; });
    CurlTransfer transfer(multi_->library(), request, port, addresses, options_);
    last = co_await multi_->run(transfer);
    if (last || last.error().kind != FetchFailure::Kind::unreachable) break;
  }
  co_return last;
}

}  // namespace mailready::net
