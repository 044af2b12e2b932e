#include "report/page.h"

#include <sstream>

#include "support/catch.h"
using namespace mailready::report;

static std::string laid_out(const Margin& margin, const std::vector<Span>& spans, int width = 40, bool colour = false) {
  std::ostringstream out;
  Page(out, width, colour).paragraph(margin, spans);
  return out.str();
}

TEST_CASE("a paragraph breaks at spaces and hangs under its margin", "[report][page]") {
  // 40 columns: "1. " and 37 for the words.
  CHECK(laid_out(hanging("1. "), {{"the exchange has neither an A nor an AAAA record"}}) ==
        "1. the exchange has neither an A nor an\n"
        "   AAAA record\n");
  CHECK(laid_out({{"│ "}, {"│   "}}, {{"\"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\""}}) ==
        "│ \"v=spf1 include:spf.mtasv.net\n"
        "│   include:sendgrid.net -all\"\n");
}

TEST_CASE("a line may be as long as the page is wide and no longer", "[report][page]") {
  const auto [first, lines] = GENERATE(table<std::size_t, std::string>({
      {37, std::string(37, 'a') + " bb\n"},
      {38, std::string(38, 'a') + "\nbb\n"},
  }));
  CHECK(laid_out({}, {{std::string(first, 'a') + " bb"}}) == lines);
}

TEST_CASE("a word longer than a line is cut, between code points", "[report][page]") {
  CHECK(laid_out({}, {{"p=" + std::string(50, 'A')}}) ==
        "p=" + std::string(38, 'A') + "\n" + std::string(12, 'A') + "\n");
  std::string umlauts, forty;
  for (int i = 0; i < 41; ++i) umlauts += "ü";
  for (int i = 0; i < 40; ++i) forty += "ü";
  CHECK(laid_out({}, {{umlauts}}) == forty + "\nü\n");
}

TEST_CASE("spaces are kept inside of a line and dropped at its end", "[report][page]") {
  CHECK(laid_out({}, {{"10  mx1.acme.example   "}, {"   "}}) == "10  mx1.acme.example\n");
  CHECK(laid_out(hanging("   "), {{""}}) == "\n");
  CHECK(laid_out({}, {{std::string(39, 'a') + "   b"}}) == std::string(39, 'a') + "\nb\n");
}

TEST_CASE("spans without a space between them are one word", "[report][page]") {
  CHECK(laid_out({}, {{std::string(37, 'a') + " err"}, {"or:"}, {" x"}}) == std::string(37, 'a') + "\nerror: x\n");
}

TEST_CASE("colour is written on a coloured page only, and ends with each stretch", "[report][page]") {
  const std::vector<Span> spans{{"error:", Tone::error}, {" plain "}, {"two words", Tone::strong}};
  CHECK(laid_out({}, spans) == "error: plain two words\n");
  CHECK(laid_out({}, spans, 40, true) == "\x1b[1;31merror:\x1b[0m plain \x1b[1mtwo words\x1b[0m\n");
}

TEST_CASE("a page is never narrower than 40 columns", "[report][page]") {
  CHECK(laid_out({}, {{std::string(20, 'a') + " " + std::string(19, 'b')}}, 10) ==
        std::string(20, 'a') + " " + std::string(19, 'b') + "\n");
}

TEST_CASE("each line has the room that its own margin leaves", "[report][page]") {
  const Margin wide_rest{{"a: "}, {std::string(20, ' ')}};
  CHECK(laid_out(wide_rest, {{std::string(30, 'b') + " cc dddddddddd eeeeeeee"}}) ==
        "a: " + std::string(30, 'b') + " cc\n" + std::string(20, ' ') + "dddddddddd eeeeeeee\n");
  CHECK(laid_out(wide_rest, {{"selector1                  2048 bits"}}) == "a: selector1                  2048 bits\n");
}

TEST_CASE("a text that is too wide loses its middle", "[report][page]") {
  CHECK(shortened("abcdefghij", 10) == "abcdefghij");
  CHECK(shortened("abcdefghijk", 10) == "abcde…hijk");
  CHECK(shortened("üüüüüü", 3) == "ü…ü");
  CHECK(shortened("abc", 1) == "…");
}

TEST_CASE("an excerpt tells on which sides it was cut", "[report][text]") {
  CHECK(excerpt("abcdefghij", 0, 10) == "abcdefghij");
  CHECK(excerpt("abcdefghij", 0, 4) == "abc…");
  CHECK(excerpt("abcdefghij", 6, 4) == "…hij");
  CHECK(excerpt("abcdefghij", 2, 5) == "…def…");
  CHECK(excerpt("üüüüüü", 1, 4) == "…üü…");
  CHECK(excerpt("abc", 1, 0).empty());
}
