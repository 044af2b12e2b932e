#include "cli/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr std::size_t block_octets = std::size_t{64} << 10;

}  // namespace

Input::Input(const std::string& path, std::function<bool()> stopped)
    : name_(path == "-" ? "standard input" : path),
      stopped_(std::move(stopped)),
      descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
      buffer_(block_octets) {
  if (descriptor_ < 0) fail();
}

Input::~Input() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

Input::int_type Input::underflow() {
  ssize_t size = 0;
  do size = ::read(descriptor_, buffer_.data(), buffer_.size());
  while (size < 0 && errno == EINTR && !stopped_());
  if (size < 0 && errno != EINTR) fail();
  if (size <= 0) return traits_type::eof();
  setg(buffer_.data(), buffer_.data(), buffer_.data() + size);
  return traits_type::to_int_type(buffer_.front());
}

void Input::fail() const { throw UsageError(fmt::format("cannot read {}: {}", name_, std::strerror(errno))); }

}  // namespace mailready::cli
