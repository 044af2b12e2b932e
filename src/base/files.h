// Reading whole files, behind an interface, so that tests and replays need no disk.
#pragma once
#include <cstddef>
#include <string>

#include "base/result.h"

namespace mailready {

/// Nothing that is read whole is larger: configuration, zones, recordings.
constexpr std::size_t largest_file_octets = std::size_t{256} << 20;

/// Why a file could not be read, for people: "No such file or directory".
struct FileError {
  std::string message;
  bool operator==(const FileError&) const = default;
};

class FileReader {
 public:
  virtual ~FileReader() = default;

  /// The whole content, as it is.
  virtual Result<std::string, FileError> read(const std::string& path) const = 0;
  /// `path` made absolute, its symbolic links and dots resolved. The last parts need not exist.
  virtual Result<std::string, FileError> resolve(const std::string& path) const = 0;
};

/// The real files. Pipes and devices are read to their end, like any other file.
class DiskReader final : public FileReader {
 public:
  Result<std::string, FileError> read(const std::string& path) const override;
  Result<std::string, FileError> resolve(const std::string& path) const override;
};

/// The content of the file at `path`; an error where it has more than `limit_octets`.
Result<std::string, FileError> read_file(const std::string& path, std::size_t limit_octets = largest_file_octets);

}  // namespace mailready
