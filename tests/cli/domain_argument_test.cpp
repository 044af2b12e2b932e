#include "cli/domain_argument.h"

#include "support/catch.h"

using namespace mailready;
using cli::parse_domain;

TEST_CASE("a domain is taken in any case, script and with its final dot", "[cli]") {
  const auto [text, name] = GENERATE(table<std::string, std::string>({
      {"acme.example", "acme.example"},
      {"ACME.Example.", "acme.example"},
      {"mail_1.acme.example", "mail_1.acme.example"},
      {"localhost", "localhost"},
      {"bücher.example", "xn--bcher-kva.example"},  // the example of RFC 3492, section 7.1, in a domain
      {"BÜCHER.example.", "xn--bcher-kva.example"},
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
      {"bu\u0308cher.example", "xn--bcher-kva.example"},  // decomposed: NFC joins the two
      {"straße.example", "xn--strae-oqa.example"},        // non-transitional: not "strasse"
      {"bücher\u3002example", "xn--bcher-kva.example"},   // an ideographic full stop separates labels (UTS 46)
      {std::string(63, 'a') + ".example", std::string(63, 'a') + ".example"},
  }));
  CAPTURE(text);
  const auto parsed = parse_domain(text);
  REQUIRE(parsed);
  CHECK((*parsed).to_string() == name);
}

TEST_CASE("what is no domain is refused with a sentence that helps", "[cli]") {
  const auto [text, part] = GENERATE(table<std::string, std::string>({
      {"", "is no domain name"},
      {".", "is no domain name"},
      {"192.0.2.1", "is an IP address"},
      {"2001:db8::1", "is an IP address"},
      {"[2001:db8::1]", "is an IP address"},
      {"192.0.2.0/24", "is an IP address"},
      {"192.0.2.1:53", "is an IP address with a port"},
      {"[2001:db8::1]:53", "is an IP address with a port"},
      {"https://www.acme.example/contact?x=1", "is a URL; did you mean www.acme.example?"},
      {"https://user@acme.example:8443", "is a URL; did you mean acme.example?"},
      {"ops@acme.example", "is a mail address; did you mean acme.example?"},
      {"Ops <ops@acme.example>", "is a mail address; did you mean acme.example?"},
      {"mailto:ops@acme.example", "is a mail address; did you mean acme.example?"},
      {"*.acme.example", "is a wildcard, which stands for no one domain; did you mean acme.example?"},
      {"acme.example/contact", "holds a path; did you mean acme.example?"},
      {"acme.example:25", "has a port; did you mean acme.example?"},
      {"acme..example", "has an empty label"},
      {".acme.example", "has an empty label"},
      {"acme.example..", "has an empty label"},
      {"acme example", "holds \" \""},
      {"acme.example,other.example", "holds \",\""},
      {"acme.*.example", "holds \"*\""},
      {"acme\\.example", "holds \"\\\\\""},
      {std::string("acme\0.example", 13), "holds \"\\000\""},
      {std::string("b\u00fc\0.example", 12), "holds a NUL"},
      {"b\xfc"
       "cher.example",
       "is no internationalised domain name"},
      {"\u2603\uFE0F\u200d.example", "is no internationalised domain name"},
      {std::string(64, 'a') + ".example", "has a label of 64 letters; 63 are the most"},
  }));
  CAPTURE(text);
  const auto parsed = parse_domain(text);
  REQUIRE_FALSE(parsed);
  CHECK_THAT(parsed.error(), contains_text(part));
}

TEST_CASE("a name is refused past 253 letters, and shown cut", "[cli]") {
  const std::string label(62, 'a');
  const std::string longest = label + "." + label + "." + label + "." + label + ".b";  // 4 * 62 + 4 + 1 = 253
  REQUIRE(parse_domain(longest));
  const auto refused = parse_domain(longest + "b");
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error(), contains_text("is 254 letters long; 253 are the most"));
  CHECK(refused.error().size() < 200);
}

TEST_CASE("control characters of an argument reach no message raw", "[cli]") {
  const auto refused = parse_domain("acme\x1b[31m.example\r\n");
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error(), contains_text("acme\\027[31m.example\\013\\010"));
}
