#include "cli/readiness.h"
#include "dns/async.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mailready::cli {
namespace {

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category(), "epoll"); }

bool is_ready(int set) {
  pollfd ready{.fd = set, .events = POLLIN, .revents = 0};
  return ::poll(&ready, 1, 0) == 1;
}

int open_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) fail();
  return set;
}

}  // namespace

bool may_wait(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return false;
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || ::isatty(descriptor) == 1;
}

Readiness::Readiness(dns::Loop& loop, int descriptor, For what) : set_(loop.context(), open_set()) {
  epoll_event event{};
  event.events = what == For::reading ? EPOLLIN : EPOLLOUT;
  if (::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0) fail();
}

dns::Task<> Readiness::wait() {
  // An event of the past may end Asio's wait at once: what counts is whether it is ready now.
  do {
    auto wait = set_.async_wait(asio::posix::stream_descriptor::wait_read, dns::as_tuple);
    const auto [error] = co_await dns::from_asio(std::move(wait));
    if (error) throw std::system_error(error);
  } while (!is_ready(set_.native_handle()));
}

}  // namespace mailready::cli
