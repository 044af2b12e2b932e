#include "base/files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/catch.h"
using namespace mailready;
namespace fs = std::filesystem;

namespace {
struct Folder {
  fs::path path = fs::temp_directory_path() / ("mailready-files-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path / name, std::ios::binary) << content;
    return (path / name).string();
  }
};
}  // namespace

TEST_CASE("a file is read whole and as it is", "[base][files]") {
  const Folder folder;
  const std::string content("a\r\n\0\xFF", 5);
  CHECK(*read_file(folder.write("a", content)) == content);
  CHECK(read_file(folder.write("b", ""))->empty());
  const std::string large(200'000, 'x');
  CHECK(*read_file(folder.write("c", large)) == large);
}

TEST_CASE("a file longer than the limit is refused", "[base][files]") {
  const Folder folder;
  const std::string path = folder.write("a", "12345");
  CHECK(read_file(path, 5));
  REQUIRE_FALSE(read_file(path, 4));
  CHECK(read_file(path, 4).error().message == "more than 4 octets");
}

TEST_CASE("what is no readable file is an error", "[base][files]") {
  const Folder folder;
  CHECK_FALSE(read_file((folder.path / "missing").string()));
  CHECK_FALSE(read_file(folder.path.string()));
}

TEST_CASE("symbolic links are resolved", "[base][files]") {
  const Folder folder;
  const std::string target = folder.write("target", "x");
  fs::create_symlink(target, folder.path / "link");
  const DiskReader disk;
  CHECK(*disk.resolve((folder.path / "link").string()) == *disk.resolve(target));
  CHECK(disk.resolve((folder.path / "missing").string()));
}
