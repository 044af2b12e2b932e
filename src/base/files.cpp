#include "base/files.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace mailready {

namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

FileError last_error() { return {std::generic_category().message(errno)}; }

}  // namespace

Result<std::string, FileError> DiskReader::read(const std::string& path) const { return read_file(path); }

Result<std::string, FileError> DiskReader::resolve(const std::string& path) const {
  std::error_code error;
  const std::filesystem::path resolved =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  if (error) return FileError{error.message()};
  return resolved.string();
}

Result<std::string, FileError> read_file(const std::string& path, std::size_t limit_octets) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) return last_error();
  std::string content;
  std::array<char, 65536> chunk;
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
    if (size > limit_octets - content.size()) return FileError{fmt::format("more than {} octets", limit_octets)};
    content.append(chunk.data(), size);
  }
  if (std::ferror(file.get())) return last_error();  // a folder opens, and fails here
  return content;
}

}  // namespace mailready
