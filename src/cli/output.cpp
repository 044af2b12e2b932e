#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

constexpr std::size_t buffer_octets = std::size_t{64} << 10;

/// Writes all of `octets`; the error, or 0. Waits where somebody has made the descriptor non-blocking.
int write_all(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(descriptor, octets.data(), octets.size());
    if (written >= 0) {
      octets.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
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

DescriptorBuffer::DescriptorBuffer(int descriptor) : descriptor_(descriptor), buffer_(buffer_octets) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

int DescriptorBuffer::sync() {
  if (error_ == 0) error_ = write_all(descriptor_, {pbase(), static_cast<std::size_t>(pptr() - pbase())});
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0 ? 0 : -1;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type octet) {
  if (sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(octet, traits_type::eof())) sputc(traits_type::to_char_type(octet));
  return traits_type::not_eof(octet);
}

Output::Output(std::string path) : path_(std::move(path)), stream_(nullptr) {
  open();
  buffer_ = std::make_unique<DescriptorBuffer>(descriptor_);
  stream_.rdbuf(buffer_.get());
}

Output::~Output() {
  if (!is_standard()) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::open() {
  if (is_standard()) {
    descriptor_ = STDOUT_FILENO;
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

void Output::checkpoint() {
  if (temporary_.empty()) stream_.flush();
  if (buffer_->error() != 0) fail(buffer_->error());
}

void Output::flush() {
  stream_.flush();
  if (buffer_->error() != 0) fail(buffer_->error());
}

void Output::commit() {
  flush();
  if (temporary_.empty()) return;
  if (::fchmod(descriptor_, permissions(path_)) != 0 || ::fsync(descriptor_) != 0 ||
      ::rename(temporary_.c_str(), path_.c_str()) != 0)
    fail(errno);
  temporary_.clear();
}

void Output::fail(int error) const {
  if (error == EPIPE) throw ClosedPipe{};
  throw UsageError(fmt::format("cannot write {}: {}", is_standard() ? "standard output" : path_, std::strerror(error)));
}

void write_standard_output(std::string_view text) {
  Output output("-");
  output.stream() << text;
  output.commit();
}

}  // namespace mailready::cli
