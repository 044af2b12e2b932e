// A pipe whose two ends a test holds.
#pragma once
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace mailready::test {

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() { close(ends_[0]); }
  void close_writer() { close(ends_[1]); }

  /// How many octets there are to read.
  std::size_t waiting() const {
    int octets = 0;
    if (::ioctl(reader(), FIONREAD, &octets) != 0) throw std::runtime_error("no count");
    return static_cast<std::size_t>(octets);
  }
  /// All that there is to read.
  std::string read() const {
    std::string text(waiting(), '\0');
    if (!text.empty() && ::read(reader(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("cannot read");
    return text;
  }
  /// Whether one end has been made non-blocking, which other programs that share it would notice.
  static bool blocks(int descriptor) { return (::fcntl(descriptor, F_GETFL) & O_NONBLOCK) == 0; }

 private:
  static void close(int& descriptor) {
    if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
  }

  std::array<int, 2> ends_{};
};

}  // namespace mailready::test
