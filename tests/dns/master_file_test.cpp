#include "dns/master_file.h"

#include "support/catch.h"
using namespace mailready::dns;

/// An entry as text: its line, "+" where the owner is left out, its tokens in brackets, quoted ones in quotes.
static std::string shown(const Entry& entry) {
  std::string text = std::to_string(entry.line) + (entry.owner_left_out ? "+" : "");
  for (const Token& token : entry.tokens)
    text += token.quoted ? "\"" + std::string(token.text) + "\"" : "[" + std::string(token.text) + "]";
  return text;
}

/// All entries, or what came before the error and the error.
static std::vector<std::string> entries(std::string_view text) {
  std::vector<std::string> result;
  MasterFile file(text);
  for (;;) {
    const auto entry = file.next();
    if (!entry) {
      result.push_back(std::to_string(entry.error().line) + " error");
      return result;
    }
    if (!*entry) return result;
    result.push_back(shown(**entry));
  }
}

using Texts = std::vector<std::string>;

TEST_CASE("entries are told apart, with the line where each begins", "[dns][zone]") {
  const auto [text, expected] = GENERATE(table<std::string, Texts>({
      {"", {}},
      {"\n \n; only a comment\n", {}},
      {"a A 1.2.3.4", {"1[a][A][1.2.3.4]"}},
      {"a A 1.2.3.4\n\tMX 10 m\n", {"1[a][A][1.2.3.4]", "2+[MX][10][m]"}},
      {"\xEF\xBB\xBF"
       "a A 1\r\n  \r\nb A 2\r\n",
       {"1[a][A][1]", "3[b][A][2]"}},
      {"a TXT \"x;y (z)\" ; why", {"1[a][TXT]\"x;y (z)\""}},
      {"a TXT \"say \\\"hi\\\"\" \"\\\\\"", {"1[a][TXT]\"say \\\"hi\\\"\"\"\\\\\""}},
      {"a TXT \"\"", {"1[a][TXT]\"\""}},
      {"a TXT x\\;y\\ z", {"1[a][TXT][x\\;y\\ z]"}},
      {"a TXT x\"y\"z", {"1[a][TXT][x]\"y\"[z]"}},
      {"a SOA ( m ; primary\n\n h 1 )\n\nb A 1", {"1[a][SOA][m][h][1]", "5[b][A][1]"}},
      {"a TXT(\"x\"\n\"y\")2\nb", {"1[a][TXT]\"x\"\"y\"[2]", "3[b]"}},
      {"( a\nA ) 1\n", {"1[a][A][1]"}},
      {"a ((x)\n) y", {"1[a][x][y]"}},
      {"$TTL 1h\n", {"1[$TTL][1h]"}},
      {"a\\", {"1[a\\]"}},
      {"a\\\nb", {"1[a\\]", "2[b]"}},
  }));
  CAPTURE(text);
  CHECK(entries(text) == expected);
}

TEST_CASE("what is left open is an error where it was opened", "[dns][zone]") {
  const auto [text, expected] = GENERATE(table<std::string, Texts>({
      {"a A 1\nb SOA (\n m h\n", {"1[a][A][1]", "2 error"}},
      {"a ( (\n ) x\n", {"1 error"}},
      {"a A 1 )\n", {"1 error"}},
      {"\na TXT \"x\n\"\n", {"2 error"}},
      {"a TXT \"x", {"1 error"}},
      {"a TXT \"x\\\"", {"1 error"}},
      {std::string("a A 1\n\0b", 8), {"1[a][A][1]", "2 error"}},
      {std::string("a TXT \"\\\0\"", 10), {"1 error"}},
      {std::string("a\\\0", 3), {"1 error"}},
  }));
  CAPTURE(text);
  CHECK(entries(text) == expected);
}
