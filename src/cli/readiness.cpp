#include "cli/readiness.h"
#include "dns/async.h"

#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mailready::cli {
namespace {

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category(), "epoll"); }

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
  co_await dns::from_asio(set_.async_wait(asio::posix::stream_descriptor::wait_read, dns::as_tuple));
}

}  // namespace mailready::cli
