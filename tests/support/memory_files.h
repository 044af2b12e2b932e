// Files that exist in a test only.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "base/files.h"

namespace mailready::test {

class MemoryFiles final : public FileReader {
 public:
  using Contents = std::map<std::string, std::string>;

  explicit MemoryFiles(Contents contents, Contents links = {})
      : contents_(std::move(contents)), links_(std::move(links)) {}

  Result<std::string, FileError> read(const std::string& path) const override {
    const auto found = contents_.find(normal(path));
    if (found == contents_.end()) return FileError{"No such file or directory"};
    return found->second;
  }
  /// Relative paths lie in the root folder.
  Result<std::string, FileError> resolve(const std::string& path) const override {
    const std::string absolute = (std::filesystem::path("/") / normal(path)).lexically_normal().string();
    const auto link = links_.find(absolute);
    return link == links_.end() ? absolute : link->second;
  }

 private:
  static std::string normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

  Contents contents_, links_;
};

}  // namespace mailready::test
