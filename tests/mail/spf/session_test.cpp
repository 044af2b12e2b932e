#include "mail/spf/session.h"

#include "mail/spf/macro.h"
#include "mail/spf/reverse_mapping.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::spf;

TEST_CASE("A sender is a mailbox, or postmaster", "[mail][spf]") {
  const auto [mail_from, helo, local_part, domain] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"news@acme.example", "mx.acme.example", "news", "acme.example"},
          {"\"a@b\"@acme.example", "", "\"a@b\"", "acme.example"},
          {"acme.example", "", "postmaster", "acme.example"},
          {"@acme.example", "", "postmaster", "acme.example"},
          {"news@", "", "news", ""},
          {"@", "", "postmaster", ""},
          {"", "mx.acme.example", "postmaster", "mx.acme.example"},
          {"", "", "postmaster", ""},
      }));
  CAPTURE(mail_from);
  CHECK(parse_mail_from(mail_from, helo) == Mailbox{local_part, domain});
}

TEST_CASE("An IPv4-mapped address is the IPv4 address", "[mail][spf]") {
  const auto [text, plain] = GENERATE(table<std::string, std::string>({
      {"::ffff:185.10.20.7", "185.10.20.7"},
      {"::fffe:185.10.20.7", "::fffe:b90a:1407"},
      {"1::ffff:185.10.20.7", "1::ffff:b90a:1407"},
      {"185.10.20.7", "185.10.20.7"},
      {"2a05:10:20::7", "2a05:10:20::7"},
  }));
  CHECK(unmapped(*IpAddress::parse(text)).to_string() == plain);
}

TEST_CASE("The reverse mapping has its name under in-addr.arpa or ip6.arpa", "[mail][spf]") {
  CHECK(reverse_name(*IpAddress::parse("185.10.20.7")).to_string() == "7.20.10.185.in-addr.arpa");
  CHECK(reverse_name(*IpAddress::parse("2001:db8::cb01")).to_string() ==
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST_CASE("Macros expand as the examples of RFC 7208, section 7.4 do", "[mail][spf]") {
  const auto [client, macro, text] = GENERATE(table<std::string, std::string, std::string>({
      {"192.0.2.3", "%{s}", "strong-bad@email.example.com"},
      {"192.0.2.3", "%{o}", "email.example.com"},
      {"192.0.2.3", "%{d}", "email.example.com"},
      {"192.0.2.3", "%{d4}", "email.example.com"},
      {"192.0.2.3", "%{d3}", "email.example.com"},
      {"192.0.2.3", "%{d2}", "example.com"},
      {"192.0.2.3", "%{d1}", "com"},
      {"192.0.2.3", "%{dr}", "com.example.email"},
      {"192.0.2.3", "%{d2r}", "example.email"},
      {"192.0.2.3", "%{l}", "strong-bad"},
      {"192.0.2.3", "%{l-}", "strong.bad"},
      {"192.0.2.3", "%{lr}", "strong-bad"},
      {"192.0.2.3", "%{lr-}", "bad.strong"},
      {"192.0.2.3", "%{l1r-}", "strong"},
      {"192.0.2.3", "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
      {"192.0.2.3", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
      {"192.0.2.3", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
      {"192.0.2.3", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"},
      {"192.0.2.3", "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"},
      {"192.0.2.3", "%{c}%_%{r}%_%{t}%-%%", "192.0.2.3 mx.example.net 1417110072%20%"},
      {"192.0.2.3", "%{S}", "strong-bad%40email.example.com"},
      {"2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}",
       "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"},
  }));
  CAPTURE(client, macro);
  const Session session{.client = *IpAddress::parse(client),
                        .sender = {"strong-bad", "email.example.com"},
                        .helo = "mx.example.org",
                        .receiver = "mx.example.net",
                        .time = std::chrono::system_clock::time_point(std::chrono::seconds(1417110072))};
  const auto parsed = parse_explanation(macro);
  REQUIRE(parsed);
  CHECK(expanded(*parsed, [&](char letter) {
          return letter == 'd' ? std::string("email.example.com") : session_value(session, letter);
        }) == text);
}

TEST_CASE("An explanation may hold spaces and the letters c, r and t, and nothing but US-ASCII", "[mail][spf]") {
  CHECK(parse_explanation("Mail from %{c} to %{r} at %{t} is refused"));
  CHECK(parse_explanation(""));
  CHECK_FALSE(parse_explanation("100% refused"));
  CHECK_FALSE(parse_explanation("%{x}"));
  CHECK_FALSE(parse_explanation("a\tb"));
  CHECK_FALSE(parse_explanation("caf\xc3\xa9"));
}
