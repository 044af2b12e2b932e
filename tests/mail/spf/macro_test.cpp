#include "mail/spf/macro.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
using namespace mailready;
using namespace mailready::spf;

namespace {

Macro macro(std::string_view text) {
  const auto parsed = parse_macro_string(text);
  REQUIRE(parsed);
  REQUIRE(parsed->pieces.size() == 1);
  return std::get<Macro>(parsed->pieces[0]);
}

MacroString domain_spec(std::string_view text) {
  const auto parsed = parse_domain_spec(text);
  REQUIRE(parsed);
  return *parsed;
}

std::string label(char letter, std::size_t size = 63) { return std::string(size, letter); }

}  // namespace

TEST_CASE("Transformers split, reverse, cut and escape", "[mail][spf]") {
  // The first rows are the examples of RFC 7208, section 7.4.
  const auto [written, value, expected] = GENERATE(table<std::string_view, std::string_view, std::string_view>({
      {"%{s}", "strong-bad@email.example.com", "strong-bad@email.example.com"},
      {"%{d}", "email.example.com", "email.example.com"},
      {"%{d4}", "email.example.com", "email.example.com"},
      {"%{d3}", "email.example.com", "email.example.com"},
      {"%{d2}", "email.example.com", "example.com"},
      {"%{d1}", "email.example.com", "com"},
      {"%{dr}", "email.example.com", "com.example.email"},
      {"%{d2r}", "email.example.com", "example.email"},
      {"%{l-}", "strong-bad", "strong.bad"},
      {"%{lr}", "strong-bad", "strong-bad"},
      {"%{lr-}", "strong-bad", "bad.strong"},
      {"%{l1r-}", "strong-bad", "strong"},
      {"%{ir}", "192.0.2.3", "3.2.0.192"},
      {"%{d128}", "a.b", "a.b"},
      {"%{l+-}", "a+b-c.d", "a.b.c.d"},
      {"%{l=}", "a.b=c", "a.b.c"},
      {"%{l1-}", "a-", ""},
      {"%{S}", "a b&c~_-./=@\xff", "a%20b%26c~_-.%2F%3D%40%FF"},
      {"%{d}", "", ""},
  }));
  CAPTURE(written, value);
  CHECK(transformed(macro(written), value) == expected);
}

TEST_CASE("Percent signs and spaces have macros of their own", "[mail][spf]") {
  const auto parsed = parse_macro_string("a%%b%_c%-d");
  REQUIRE(parsed);
  REQUIRE(parsed->pieces.size() == 1);
  CHECK(std::get<std::string>(parsed->pieces[0]) == "a%b c%20d");
}

TEST_CASE("Names that depend on no sender are expanded", "[mail][spf]") {
  const dns::Name current = test::name("_spf.provider.example"), checked = test::name("mail.acme.example");
  const auto [written, expected] = GENERATE(table<std::string_view, std::string_view>({
      {"Acme.Example", "acme.example"},
      {"acme.example.", "acme.example"},
      {"%{d}", "_spf.provider.example"},
      {"%{o}", "mail.acme.example"},
      {"%{d2}.%{o1r}.x", "provider.example.mail.x"},
      {"%{dr}.x", "example.provider._spf.x"},
      {"%{D2}.x", "provider.example.x"},
      {"%{d1}", "example"},
      {"a%_b.example", "a\\032b.example"},
  }));
  CAPTURE(written);
  const auto name = domain_spec(written).name_at(current, checked);
  REQUIRE(name);
  CHECK(name->to_string() == expected);
}

TEST_CASE("Names that depend on the sender, or are none, are not expanded", "[mail][spf]") {
  const dns::Name acme = test::name("acme.example");
  for (const std::string letter : {"s", "l", "i", "p", "h", "v", "I"}) {
    const MacroString spec = domain_spec("%{d}.%{" + letter + "}.example");
    CHECK(spec.depends_on_sender());
    CHECK_FALSE(spec.name_at(acme, acme));
  }
  CHECK_FALSE(domain_spec("acme..example").name_at(acme, acme));
  CHECK_FALSE(domain_spec(".example").name_at(acme, acme));
  CHECK_FALSE(domain_spec(label('a', 64) + ".example").name_at(acme, acme));
}

TEST_CASE("A name over 253 octets loses labels on its left", "[mail][spf]") {
  const std::string long_tail = label('b') + "." + label('c') + "." + label('d');  // 191 octets
  const std::string fits = label('a', 61) + "." + long_tail;                       // 253
  CHECK(queried_name(fits) == test::name(fits));
  CHECK(queried_name(fits + ".") == test::name(fits));
  CHECK(queried_name("x" + fits) == test::name(long_tail));
  CHECK(queried_name("x.y." + fits) == test::name(fits));
  CHECK_FALSE(queried_name(std::string(254, 'x')));
  CHECK_FALSE(queried_name(""));
  CHECK_FALSE(queried_name("."));
}

TEST_CASE("A macro's value of a name is its raw octets", "[mail][spf]") {
  CHECK(macro_value(test::name("Acme.example.")) == "acme.example");
  CHECK(macro_value(test::name("a\\032b.example")) == "a b.example");
  CHECK(macro_value(dns::Name()) == "");
}
