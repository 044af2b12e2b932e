#include "mail/spf/parsed_records.h"

#include <string>

#include "support/catch.h"

using namespace mailready::spf;

TEST_CASE("A record that was parsed lately is handed out again", "[mail][spf]") {
  ParsedRecords records;
  const std::string text = "v=spf1 ip4:198.51.100.0/24 include:spf.esp.example ~all";
  const auto first = records.parse(text), second = records.parse(std::string(text));
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first == *second);
  CHECK(**first == *parse(text));
}

TEST_CASE("Records that differ in a letter's case only are different ones", "[mail][spf]") {
  ParsedRecords records;
  CHECK((*records.parse("v=spf1 include:spf.esp.example -all"))->text == "v=spf1 include:spf.esp.example -all");
  CHECK((*records.parse("v=spf1 include:SPF.esp.example -all"))->text == "v=spf1 include:SPF.esp.example -all");
}

TEST_CASE("A record that leaves the grammar is at fault each time", "[mail][spf]") {
  ParsedRecords records;
  for (int i = 0; i < 2; ++i) {
    const auto parsed = records.parse("v=spf1 ipv4:198.51.100.1 -all");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().term == "ipv4:198.51.100.1");
  }
}

TEST_CASE("Records outlive what is let go of once there are too many", "[mail][spf]") {
  ParsedRecords records;
  const std::string text = "v=spf1 -all";
  const SharedRecord kept = *records.parse(text);
  for (std::size_t i = 0; i <= ParsedRecords::most_octets / sizeof(Term); ++i)
    REQUIRE(records.parse("v=spf1 include:" + std::to_string(i) + ".example"));
  CHECK(kept->text == text);
  CHECK(*records.parse(text) != kept);
}

TEST_CASE("A record larger than all that is kept is parsed each time", "[mail][spf]") {
  ParsedRecords records;
  std::string text = "v=spf1";
  constexpr std::size_t terms = ParsedRecords::most_octets / sizeof(Term) + 1;
  for (std::size_t i = 0; i < terms; ++i) text += " a";
  const auto first = records.parse(text), second = records.parse(text);
  REQUIRE(first);
  CHECK((*first)->terms.size() == terms);
  CHECK(*first != *second);
}
