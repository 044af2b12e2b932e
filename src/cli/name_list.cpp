#include "cli/name_list.h"
#include "dns/async.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr std::size_t block_octets = std::size_t{64} << 10;
constexpr std::size_t longest_line_octets = 4096;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

[[noreturn]] void fail(const std::string& path, int error) {
  throw UsageError(fmt::format("cannot read the list {}: {}", path, std::strerror(error)));
}

int open_list(const std::string& path) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, errno);
  return descriptor;
}

}  // namespace

NameList::NameList(dns::Loop& loop, const std::string& path)
    : path_(path == "-" ? "on standard input" : path), descriptor_(open_list(path)) {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail(path_, errno);
  if (S_ISDIR(status.st_mode)) fail(path_, EISDIR);
  if (may_wait(descriptor_)) readiness_.emplace(loop, descriptor_, Readiness::For::reading);
}

NameList::NameList(const std::vector<std::string>& lines) : path_("of the recording"), buffer_(join(lines, "\n")) {}

NameList::~NameList() {
  readiness_.reset();
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

/// Reads the next block; false at the end. Gives the event loop a turn, for who passes over most of a long file.
dns::Task<bool> NameList::fill() {
  if (descriptor_ < 0) co_return false;
  if (readiness_)
    co_await readiness_->wait();
  else
    co_await dns::next_turn{};
  buffer_.resize(block_octets);
  position_ = 0;
  ssize_t size = 0;
  do size = ::read(descriptor_, buffer_.data(), buffer_.size());
  while (size < 0 && errno == EINTR);
  if (size < 0) fail(path_, errno);
  buffer_.resize(static_cast<std::size_t>(size));
  co_return size > 0;
}

/// Moves what the buffer has of the current line into `line_`; true where the line is whole.
bool NameList::take_line() {
  const std::size_t end = std::min(buffer_.find('\n', position_), buffer_.size());
  const std::size_t room = longest_line_octets - std::min(longest_line_octets, line_.size());
  line_.append(buffer_, position_, std::min(end - position_, room));
  position_ = end + 1;
  return end < buffer_.size();
}

std::optional<double> NameList::share_read() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) return std::nullopt;
  const auto unread = static_cast<double>(buffer_.size() - std::min(position_, buffer_.size()));
  const auto read = static_cast<double>(::lseek(descriptor_, 0, SEEK_CUR));
  return std::clamp((read - unread) / static_cast<double>(status.st_size), 0.0, 1.0);
}

dns::Task<std::optional<std::string>> NameList::next() {
  while (!ended_ || !line_.empty()) {
    const bool whole = position_ < buffer_.size() && take_line();
    if (!whole && !ended_) {
      ended_ = !co_await fill();
      continue;
    }
    std::string_view line = line_;
    if (!started_ && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    started_ = true;
    std::string text(trimmed(line.substr(0, line.find('#'))));
    line_.clear();
    if (!text.empty()) co_return text;
  }
  co_return std::nullopt;
}

}  // namespace mailready::cli
