// What `mailready rules RULE` and docs/rules/ show is run as it stands: the bad example fires its rule, the good one
// does not.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "lint/example.h"
#include "rules/table.h"
#include "support/catch.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace mailready;
using namespace mailready::test;
namespace fs = std::filesystem;

namespace {

/// Records of acme.example as a zone file: what an example leaves out is there, and healthy.
std::string acme_zone(std::string_view records) {
  std::string zone = "$ORIGIN acme.example.\n$TTL 3600\n";
  if (records.find(" SOA ") == std::string_view::npos) zone += "@ SOA ns1 hostmaster 1 7200 900 1209600 300\n";
  if (records.find(" NS ") == std::string_view::npos)
    zone += "@ NS ns1\n@ NS ns2\nns1 A 185.10.20.53\nns2 A 91.200.40.53\n";
  return zone + std::string(records) + "\n";
}

/// An example's parts as files, and the command line that takes them.
class Example {
 public:
  explicit Example(std::string_view text) {
    for (const lint::ExamplePart& part : lint::example_parts(text)) add(part);
    give("--zone", "acme.zone", acme_zone(records_));
    for (const auto& zone : fs::directory_iterator(fs::path(MAILREADY_FIXTURES) / "providers"))
      options_.insert(options_.end(), {"--zone", zone.path().string()});
  }

  /// What the rule alone says of it: the domain's object.
  nlohmann::json judged_by(std::string_view rule) const {
    std::vector<std::string> words = command_;
    words.insert(words.end(), options_.begin(), options_.end());
    words.insert(words.end(), {"--offline", "--select", std::string(rule), "--format", "json"});
    const Exit exit = run_program(words);
    INFO(exit.err);
    REQUIRE(exit.code != 2);
    return nlohmann::json::parse(exit.out)["domains"].at(0);
  }

 private:
  void add(const lint::ExamplePart& part) {
    using Kind = lint::ExamplePart::Kind;
    switch (part.kind) {
      case Kind::command:
        command_.clear();
        for (const std::string_view word : split(part.text, ' ')) command_.emplace_back(word);
        command_.erase(command_.begin());  // the program
        return;
      case Kind::plan:
        return give("--config", "mailready.json", R"({"domains": {"acme.example": {)" + std::string(part.text) + "}}}");
      case Kind::policy:
        return give("--mta-sts-policy", "policy.txt", part.text);
      case Kind::zone:
        if (part.text.starts_with("$ORIGIN"))
          return give("--zone", "other.zone", "$TTL 3600\n" + std::string(part.text));
        records_ += std::string(part.text) + "\n";
    }
  }

  void give(const std::string& option, const std::string& file, std::string_view text) {
    options_.insert(options_.end(), {option, folder_.write(file, std::string(text) + "\n")});
  }

  TemporaryFolder folder_;
  std::vector<std::string> command_{"check", "acme.example"}, options_;
  std::string records_;
};

}  // namespace

TEST_CASE("a rule's bad example fires it, and its good one does not", "[cli][docs]") {
  for (const lint::Rule* rule : rules::all()) {
    if (!rule->examples_run) continue;
    CAPTURE(rule->id);
    const auto bad = Example(rule->bad).judged_by(rule->id), good = Example(rule->good).judged_by(rule->id);
    CHECK(bad["findings"].size() == 1);
    CHECK(good["findings"].empty());
    CHECK(good["undetermined"].empty());
  }
}
