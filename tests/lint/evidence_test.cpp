#include "lint/evidence.h"

#include "support/catch.h"

using namespace mailready;
using namespace mailready::lint;

TEST_CASE("a list of terms is short and safe to show", "[lint]") {
  const auto [parts, most, expected] = GENERATE(table<std::vector<std::string>, std::size_t, std::string>({
      {{"a"}, 4, "a"},
      {{"a", "mx"}, 4, "a and mx"},
      {{"a", "mx", "ptr"}, 2, "a, mx and 1 more"},
      {{"exists:a\\b.example"}, 4, "exists:a\\\\b.example"},
      {{"ip4:\x1b[2J"}, 4, "ip4:\\027[2J"},
      {{std::string(60, 'x')}, 4, std::string(60, 'x')},
      {{std::string(61, 'x')}, 4, std::string(60, 'x') + "…"},
      {{std::string(59, 'x') + "ü"}, 4, std::string(59, 'x') + "…"},  // cut between two characters
  }));
  CHECK(some_of(parts, most) == expected);
}

TEST_CASE("evidence keeps its first lines, and says how many there are more", "[lint]") {
  CHECK(capped(std::vector<std::string>(20, "line")).size() == 20);
  const auto lines = capped(std::vector<std::string>(25, "line"));
  REQUIRE(lines.size() == 21);
  CHECK(lines[19] == "line");
  CHECK(lines[20] == "… and 5 more");
}

TEST_CASE("names are shown whole, and escaped once", "[lint]") {
  const std::string label(40, 'a');
  const std::vector<dns::Name> names{*dns::Name::parse("\\027x.acme.example"),
                                     *dns::Name::parse(label + "." + label + ".acme.example"),
                                     *dns::Name::parse("c.example")};
  CHECK(some_of(names, 2) == "\\027x.acme.example, " + label + "." + label + ".acme.example and 1 more");
}
