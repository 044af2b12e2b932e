// Holds the order of the layers: a file includes only from its own folder and from those that stand in front of it.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> layers{"base", "dns",   "mail",     "net",    "survey",
                                      "lint", "rules", "failover", "report", "cli"};

std::size_t rank(const std::string& layer) {
  return static_cast<std::size_t>(std::ranges::find(layers, layer) - layers.begin());
}

fs::path folder_of(const std::string& layer) {
  const fs::path top = MAILREADY_SOURCE_DIR;
  return layer == "rules" ? top / layer : top / "src" / layer;
}

/// What the file includes, as it is written between quotes or angle brackets.
std::vector<std::string> includes(const fs::path& path) {
  std::vector<std::string> found;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("#include ") || line.size() < 12) continue;
    const auto end = line.find_first_of("\">", 10);
    found.push_back(line.substr(10, end - 10));
  }
  return found;
}

/// Every source file of a layer with what it includes.
std::map<std::string, std::vector<std::string>> sources(const std::string& layer) {
  std::map<std::string, std::vector<std::string>> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder_of(layer)))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h")
      found[entry.path().string()] = includes(entry.path());
  return found;
}

}  // namespace

TEST_CASE("No layer includes one that stands behind it", "[layers]") {
  for (const std::string& layer : layers)
    for (const auto& [file, included] : sources(layer))
      for (const std::string& header : included) {
        const std::string target = header.substr(0, header.find('/'));
        if (target == header || rank(target) == layers.size()) continue;
        CAPTURE(file, header);
        CHECK(rank(target) <= rank(layer));
      }
}

TEST_CASE("Rules and the engine know no Asio, no clock and no files", "[layers]") {
  for (const std::string layer : {"lint", "rules"})
    for (const auto& [file, included] : sources(layer))
      for (const std::string& header : included) {
        CAPTURE(file, header);
        CHECK_FALSE(header.starts_with("asio"));
        CHECK_FALSE(header == "fstream");
        CHECK_FALSE(header == "filesystem");
        CHECK_FALSE(header == "dns/resolver.h");
      }
}

TEST_CASE("Libraries stay behind the folders that wrap them", "[layers]") {
  const std::map<std::string, std::string> homes{
      {"ldns/", "dns"}, {"curl/", "net"}, {"CLI/", "cli"}, {"nlohmann/", "report"}, {"idn2.h", "cli"}};
  for (const std::string& layer : layers)
    for (const auto& [file, included] : sources(layer))
      for (const std::string& header : included)
        for (const auto& [library, home] : homes) {
          if (!header.starts_with(library)) continue;
          CAPTURE(file, header);
          CHECK(rank(layer) >= rank(home));
          CHECK(((home != "dns" && home != "net") || layer == home));
        }
}
