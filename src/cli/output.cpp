#include "cli/output.h"
#include "dns/async.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/readiness.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

/// Whether a write of up to PIPE_BUF octets would not wait, or would fail.
bool takes_more(int descriptor) {
  pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&ready, 1, 0) == 1;
}

/// The permissions of a file that is replaced, or what the umask leaves of a new one.
mode_t permissions(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status.st_mode & 07777U;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

}  // namespace

Output::Output(std::string path, Release release) : path_(std::move(path)) {
  if (release == Release::appended)
    open_end();
  else
    open();
  may_wait_ = may_wait(descriptor_);
  if (release == Release::as_it_comes || !temporary_.empty()) return;
  held_.reset(std::tmpfile());
  if (!held_) fail(errno);
}

Output::Output(int descriptor, std::string name)
    : path_(std::move(name)), descriptor_(descriptor), owned_(false), may_wait_(may_wait(descriptor)) {}

Output::~Output() {
  if (owned_) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::open() {
  if (path_ == "-") {
    path_ = "standard output";
    descriptor_ = STDOUT_FILENO;
    owned_ = false;
    return;
  }
  std::error_code none;
  const auto kind = std::filesystem::status(path_, none).type();
  if (kind == std::filesystem::file_type::directory) fail(EISDIR);
  if (kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
    return;
  }
  // A symbolic link stays one: what it leads to is replaced.
  if (const auto real = std::filesystem::weakly_canonical(path_, none); !none) path_ = real.string();
  std::string beside = path_ + ".XXXXXX";
  descriptor_ = ::mkostemp(beside.data(), O_CLOEXEC);
  if (descriptor_ < 0) fail(errno);
  temporary_ = std::move(beside);
}

void Output::open_end() {
  constexpr mode_t everybody = 0666;  // less the umask
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, everybody);
  if (descriptor_ < 0) fail(errno);
}

/// Keeps what was collected for later.
void Output::hold() {
  const std::string_view text = collected_.view();
  if (std::fwrite(text.data(), 1, text.size(), held_.get()) != text.size()) fail(errno);
  collected_.str({});
}

bool Output::write_ready() {
  if (held_) hold();
  for (std::string_view rest; !(rest = collected_.view().substr(written_)).empty();) {
    if (may_wait_ && !takes_more(descriptor_)) return false;
    // A pipe that takes anything takes PIPE_BUF octets; a larger write would wait for the rest (pipe(7)).
    const ssize_t size =
        ::write(descriptor_, rest.data(), may_wait_ ? std::min<std::size_t>(rest.size(), PIPE_BUF) : rest.size());
    if (size >= 0)
      written_ += static_cast<std::size_t>(size);
    else if (errno == EAGAIN)  // somebody else has made it non-blocking
      return false;
    else if (errno != EINTR)
      fail(errno);
  }
  collected_.str({});
  written_ = 0;
  return true;
}

dns::Task<> Output::drain() {
  if (write_ready()) co_return;
  Readiness readiness(co_await dns::this_loop, descriptor_, Readiness::For::writing);
  do co_await readiness.wait();
  while (!write_ready());
}

void Output::write_all() {
  while (!write_ready()) {
    pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    ::poll(&ready, 1, -1);
  }
}

/// Passes on what was held.
void Output::release() {
  const auto held = std::exchange(held_, {nullptr, std::fclose});
  std::vector<char> block(std::size_t{64} << 10);
  std::rewind(held.get());
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), held.get())) {
    collected_.write(block.data(), static_cast<std::streamsize>(size));
    write_all();
  }
  if (std::ferror(held.get()) != 0) fail(errno);
}

void Output::commit() {
  write_all();
  if (held_) release();
  if (temporary_.empty()) return;
  if (::fchmod(descriptor_, permissions(path_)) != 0 || ::fsync(descriptor_) != 0 ||
      ::rename(temporary_.c_str(), path_.c_str()) != 0)
    fail(errno);
  temporary_.clear();
}

void Output::fail(int error) const {
  if (error == EPIPE) throw ClosedPipe{};
  throw UsageError(fmt::format("cannot write {}: {}", path_, std::strerror(error)));
}

void write_standard_output(std::string_view text) {
  Output output("-");
  output.stream() << text;
  output.commit();
}

}  // namespace mailready::cli
