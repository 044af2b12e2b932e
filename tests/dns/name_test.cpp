#include "dns/name.h"

#include "support/catch.h"
using namespace mailready::dns;

static Name name(const std::string& text) {
  const auto parsed = Name::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

static std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST_CASE("names are folded, absolute and canonical", "[dns][name]") {
  const auto [text, canonical] = GENERATE(table<std::string, std::string>({
      {"acme.example", "acme.example"},
      {"ACME.Example.", "acme.example"},
      {"_dmarc.acme.example", "_dmarc.acme.example"},
      {"*.acme.example", "*.acme.example"},
      {"\\*.acme.example", "*.acme.example"},
      {"a\\.b.example", "a\\046b.example"},
      {"a\\046b.example", "a\\046b.example"},
      {"a\\\\b.example", "a\\092b.example"},
      {"\\065.example", "a.example"},  // an escape is folded as the letter it stands for
      {"caf\xC3\xA9.example", "caf\\195\\169.example"},
      {"a b.example", "a\\032b.example"},
      {"\\000.example", "\\000.example"},
      {"0/26.2.0.192.in-addr.arpa", "0/26.2.0.192.in-addr.arpa"},
      {"a;b$c.example", "a\\059b\\036c.example"},
      {"example\\.", "example\\046"},
  }));
  CAPTURE(text);
  CHECK(name(text).to_string() == canonical);
  CHECK(name(canonical) == name(text));
}

TEST_CASE("what is no name is refused", "[dns][name]") {
  const std::string text = GENERATE(as<std::string>{}, "", "..", ".example", "a..example", "example..", "a\\", "a\\25",
                                    "a\\256.example", "a\\2x5.example");
  CAPTURE(text);
  CHECK_FALSE(Name::parse(text));
}

TEST_CASE("the length limits of RFC 1035, section 2.3.4 hold to the octet", "[dns][name]") {
  CHECK(Name::parse(repeated("a", 63)));
  CHECK_FALSE(Name::parse(repeated("a", 64)));
  CHECK(Name::parse(repeated("\\000", 63)));                        // octets count, not characters of text
  const std::string labels = repeated(repeated("a", 63) + ".", 3);  // 192 octets
  CHECK(Name::parse(labels + repeated("b", 61)));                   // 192 + 62 + the root's = 255
  CHECK_FALSE(Name::parse(labels + repeated("b", 62)));
}

TEST_CASE("the root is a name", "[dns][name]") {
  const Name root = name(".");
  CHECK(root == Name());
  CHECK(root.is_root());
  CHECK(root.to_string() == ".");
  CHECK(root.to_absolute() == ".");
  CHECK(root.labels().empty());
  CHECK(root.label_count() == 0);
  CHECK(root.parent() == root);
  CHECK(root.to_wire() == std::string(1, '\0'));
  CHECK(root.prefixed("example") == name("example"));
}

TEST_CASE("names go through wire format unchanged", "[dns][name]") {
  using namespace std::string_literals;
  const auto [text, wire] = GENERATE(table<std::string, std::string>({
      {"acme.example", "\4acme\7example\0"s},
      {"a\\046b.example", "\3a.b\7example\0"s},
      {"\\000\\255.example", "\2\0\xFF\7example\0"s},
      {".", "\0"s},
  }));
  CAPTURE(text);
  CHECK(name(text).to_wire() == wire);
  CHECK(name(text).wire_size() == wire.size());
  CHECK(Name::from_wire(wire) == name(text));
}

TEST_CASE("a name is put together label by label, of any octets", "[dns][name]") {
  NameBuilder builder;
  CHECK(builder.name().is_root());
  CHECK(builder.add_label("A.b"));
  CHECK(builder.add_label(std::string(1, '\xFF')));
  CHECK(builder.name() == name("a\\.b.\\255"));
  CHECK(builder.add_name(name("acme.example")));
  CHECK(builder.name() == name("a\\.b.\\255.acme.example"));
  CHECK(builder.add_name(Name()));
  CHECK(builder.name() == name("a\\.b.\\255.acme.example"));
}

TEST_CASE("a name under way has the limits of a name", "[dns][name]") {
  CHECK_FALSE(NameBuilder().add_label(""));
  CHECK(NameBuilder().add_label(repeated(".", 63)));
  CHECK_FALSE(NameBuilder().add_label(repeated(".", 64)));

  NameBuilder longest;
  for (int i = 0; i < 127; ++i) REQUIRE(longest.add_label("\xFF"));
  CHECK(longest.name().wire_size() == 255);
  CHECK(longest.name().to_string().size() == 127 * 5 - 1);
  CHECK_FALSE(longest.add_name(name("a")));
  CHECK(longest.name().to_wire() == repeated("\1\xFF", 127) + '\0');

  NameBuilder full;
  for (int i = 0; i < 127; ++i) REQUIRE(full.add_label("a"));
  CHECK_FALSE(full.add_label("a"));
}

TEST_CASE("broken wire format is refused", "[dns][name]") {
  using namespace std::string_literals;
  const std::string wire =
      GENERATE(as<std::string>{}, ""s, "\4acme"s, "\4acm"s, "\4acme\0x"s, "\xC0\x0C"s, "\4acme\xC0\x0C"s);
  CHECK_FALSE(Name::from_wire(wire));
  CHECK_FALSE(Name::from_wire(repeated("\1a", 128) + '\0'));
}

TEST_CASE("labels, parents and suffixes", "[dns][name]") {
  const Name selector = name("s1._domainkey.a\\.b.example");
  CHECK(selector.label_count() == 4);
  CHECK(selector.labels() == std::vector<std::string_view>{"s1", "_domainkey", "a\\046b", "example"});
  CHECK(selector.parent() == name("_domainkey.a\\.b.example"));
  CHECK(selector.suffix(2) == name("a\\.b.example"));
  CHECK(selector.suffix(0) == Name());
  CHECK(selector.suffix(4) == selector);
  CHECK(selector.suffix(9) == selector);
  CHECK(Name().suffix(1) == Name());
}

TEST_CASE("a prefix is put in front unless the name gets too long", "[dns][name]") {
  CHECK(name("acme.example").prefixed("_dmarc") == name("_dmarc.acme.example"));
  CHECK(name("acme.example").prefixed("S1._DomainKey") == name("s1._domainkey.acme.example"));
  CHECK_FALSE(name("acme.example").prefixed(""));
  CHECK_FALSE(name("acme.example").prefixed("."));
  CHECK_FALSE(name("acme.example").prefixed("a..b"));
  const std::string labels = repeated(repeated("a", 63) + ".", 3) + repeated("b", 59);  // 253 octets
  CHECK(name(labels).prefixed("x"));
  CHECK_FALSE(name(labels).prefixed("xy"));
}

TEST_CASE("ancestry goes by labels, not by characters", "[dns][name]") {
  const Name zone = name("acme.example");
  CHECK(zone.is_at_or_below(zone));
  CHECK_FALSE(zone.is_below(zone));
  CHECK(name("www.acme.example").is_below(zone));
  CHECK_FALSE(name("notacme.example").is_at_or_below(zone));
  CHECK_FALSE(name("example").is_at_or_below(zone));
  CHECK(zone.is_below(Name()));
  CHECK_FALSE(name("a\\.acme.example").is_at_or_below(zone));
}
