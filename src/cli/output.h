// Where reports go, and the care that nothing half-written is left there.
#pragma once
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

namespace mailready::cli {

/// The reader of an output went away: no fault of ours, and nothing more to say.
struct ClosedPipe {};

/// A buffer in front of a file descriptor, which it does not own. Remembers the first error.
class DescriptorBuffer final : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);
  /// The `errno` of the first write that failed; 0 while all went well.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type octet) override;
  int sync() override;

 private:
  int descriptor_;
  int error_ = 0;
  std::vector<char> buffer_;
};

/// Standard output, a device or a pipe, written directly; or a file, written whole beside its place and moved there
/// by `commit`. Every failure is a UsageError; a reader that went away a ClosedPipe.
class Output {
 public:
  /// "-" is standard output.
  explicit Output(std::string path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream() { return stream_; }
  int descriptor() const { return descriptor_; }
  /// One result is complete: lets the reader of a pipe see it, and finds out whether it could be written.
  void checkpoint();
  /// Ends the output well. Without it a file keeps what it held before.
  void commit();

 private:
  bool is_standard() const { return path_ == "-"; }
  void open();
  void flush();
  [[noreturn]] void fail(int error) const;

  std::string path_;
  std::string temporary_;  ///< beside `path_`; empty where it is written directly
  int descriptor_ = -1;
  std::unique_ptr<DescriptorBuffer> buffer_;
  std::ostream stream_;
};

/// Writes `text` to standard output as the whole of what there is to say.
void write_standard_output(std::string_view text);

}  // namespace mailready::cli
