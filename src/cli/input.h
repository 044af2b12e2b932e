// Where a command reads from, in blocks and to its end.
#pragma once
#include <functional>
#include <streambuf>
#include <string>
#include <vector>

namespace mailready::cli {

/// A file or standard input. Throws UsageError where it cannot be read.
class Input final : public std::streambuf {
 public:
  /// Opens `path`; "-" is standard input. A signal that comes while it waits ends the input where `stopped` says so.
  Input(const std::string& path, std::function<bool()> stopped);
  ~Input() override;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// For messages.
  const std::string& name() const { return name_; }

 protected:
  int_type underflow() override;

 private:
  [[noreturn]] void fail() const;

  std::string name_;
  std::function<bool()> stopped_;
  int descriptor_;
  std::vector<char> buffer_;
};

}  // namespace mailready::cli
