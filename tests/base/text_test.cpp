#include "base/text.h"

#include "support/catch.h"
using namespace mailready;

TEST_CASE("printable keeps text and escapes what could deceive a reader", "[base][text]") {
  const auto [octets, expected] = GENERATE(table<std::string, std::string>({
      {"v=spf1 -all", "v=spf1 -all"},
      {"", ""},
      {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xA7", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xA7"},
      {"back\\slash", "back\\\\slash"},
      {"\x1B[31mred", "\\027[31mred"},
      {std::string("a\0b", 3), "a\\000b"},
      {"tab\tline\n", "tab\\009line\\010"},
      {"\x7F", "\\127"},
      {"\xC2\x85", "\\194\\133"},                    // C1: next line
      {"\xD8\x9C", "\\216\\156"},                    // U+061C, Arabic letter mark
      {"\xE2\x80\xAE", "\\226\\128\\174"},           // U+202E, right-to-left override
      {"\xE2\x81\xA6", "\\226\\129\\166"},           // U+2066, left-to-right isolate
      {"\xE2\x80\x8B", "\\226\\128\\139"},           // U+200B, zero-width space
      {"\xEF\xBB\xBF", "\\239\\187\\191"},           // U+FEFF, byte-order mark
      {"\xF3\xA0\x81\x81", "\\243\\160\\129\\129"},  // U+E0041, a tag character
      {"\xEF\xBF\xBE", "\\239\\191\\190"},           // U+FFFE, a non-character
      {"\xFF", "\\255"},
      {"\xC3", "\\195"},                             // cut short
      {"\xC3(", "\\195("},                           // a lead octet without its tail
      {"\xC0\x80", "\\192\\128"},                    // overlong NUL
      {"\xE0\x80\xAF", "\\224\\128\\175"},           // overlong slash
      {"\xED\xA0\x80", "\\237\\160\\128"},           // a surrogate
      {"\xF4\x90\x80\x80", "\\244\\144\\128\\128"},  // beyond U+10FFFF
      {"\xE2\x82\xC3\xA9", "\\226\\130\xC3\xA9"},    // broken, then whole again
  }));
  CHECK(printable(octets) == expected);
  std::string storage;
  CHECK(printable(octets, storage) == expected);
  CHECK(is_printable_ascii(octets) == (octets == "v=spf1 -all" || octets.empty() || octets == "back\\slash"));
}

TEST_CASE("what is printable as it is needs no copy", "[base][text]") {
  const std::string record = "v=spf1 include:_spf.acme.example ip4:185.10.20.0/24 ~all", bell = record + "\a";
  std::string storage;
  CHECK(printable(record, storage).data() == record.data());
  CHECK(storage.empty());
  CHECK(printable(bell, storage) == record + "\\007");
  CHECK(storage == record + "\\007");
}

TEST_CASE("character-strings are quoted as dig quotes them", "[base][text]") {
  CHECK(quoted_strings({"v=spf1 ", "-all"}) == R"("v=spf1 " "-all")");
  CHECK(quoted_strings({R"(say "hi" \o/)"}) == R"("say \"hi\" \\o/")");
  CHECK(quoted_strings({""}) == R"("")");
  CHECK(quoted_strings({}).empty());
}

TEST_CASE("case is ASCII case only", "[base][text]") {
  CHECK(to_lower("V=SPF1 \xC3\x89") == "v=spf1 \xC3\x89");
  CHECK(equal_ignoring_case("v=SPF1", "V=spf1"));
  CHECK_FALSE(equal_ignoring_case("a", "ab"));
  CHECK_FALSE(equal_ignoring_case("[", "{"));
}

TEST_CASE("trimming and splitting", "[base][text]") {
  CHECK(trimmed(" \t a b\r\n") == "a b");
  CHECK(trimmed(" \t").empty());
  CHECK(trimmed("..a.", ".") == "a");
  CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split("a,", ',') == std::vector<std::string_view>{"a", ""});
}

TEST_CASE("lists and counts read as English", "[base][text]") {
  CHECK(join({"a", "b", "c"}, "; ") == "a; b; c");
  CHECK(join({}, ", ").empty());
  CHECK(enumerate({}).empty());
  CHECK(enumerate({"a"}) == "a");
  CHECK(enumerate({"a", "b"}) == "a and b");
  CHECK(enumerate({"a", "b", "c"}) == "a, b and c");
  CHECK(counted(0, "lookup") == "0 lookups");
  CHECK(counted(1, "lookup") == "1 lookup");
  CHECK(counted(11, "lookup") == "11 lookups");
}

TEST_CASE("nearest finds the word that was meant, or none", "[base][text]") {
  const std::vector<std::string> providers{"postmark", "sendgrid", "ses", "mailgun"};
  const auto [word, expected] = GENERATE(table<std::string, std::string>({
      {"sengrid", "sendgrid"},
      {"SendGrid", "sendgrid"},
      {"postmrak", "postmark"},
      {"se", "ses"},
      {"mailchimp", ""},
      {"x", ""},
      {"", ""},
  }));
  CAPTURE(word);
  CHECK(nearest(word, providers) == expected);
  CHECK(nearest("ses", {}).empty());
}
