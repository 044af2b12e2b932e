#include "dns/record.h"

#include "dns/answer.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using namespace std::string_literals;

static Name name(const std::string& text) { return *Name::parse(text); }

TEST_CASE("types print by name, or as RFC 3597 numbers them", "[dns][record]") {
  CHECK(type_name(Type::mx) == "MX");
  CHECK(type_name(Type::aaaa) == "AAAA");
  CHECK(type_name(static_cast<Type>(65280)) == "TYPE65280");
}

TEST_CASE("rdata prints as dig prints it", "[dns][record]") {
  const auto [type, rdata, expected] = GENERATE(table<Type, Rdata, std::string>({
      {Type::a, A{*IpAddress::parse("185.10.20.10")}, "185.10.20.10"},
      {Type::aaaa, Aaaa{*IpAddress::parse("2a00:0:0::1")}, "2a00::1"},
      {Type::cname, Cname{name("pm.mtasv.net")}, "pm.mtasv.net."},
      {Type::ns, Ns{name("ns1.acme.example")}, "ns1.acme.example."},
      {Type::ptr, Ptr{name("mx1.acme.example")}, "mx1.acme.example."},
      {Type::mx, Mx{10, name("mx1.acme.example")}, "10 mx1.acme.example."},
      {Type::mx, Mx{0, Name()}, "0 ."},
      {Type::soa, Soa{name("ns1.acme.example"), name("hostmaster.acme.example"), 7, 1s, 2s, 3s, 300s},
       "ns1.acme.example. hostmaster.acme.example. 7 1 2 3 300"},
      {Type::txt, Txt{{"v=spf1 ", "-all"}}, R"("v=spf1 " "-all")"},
      {Type::txt, Txt{{"\x1B[0m\""}}, R"("\027[0m\"")"},
      {Type::dname, Opaque{"\7example\0"s}, "example."},
      {Type::tlsa, Opaque{"\3\1\1\xAB\xCD"}, "3 1 1 ABCD"},
      {Type::tlsa, Opaque{"\3\1"}, "\\# 2 0301"},
      {static_cast<Type>(65280), Opaque{"\x0A\x00"s}, "\\# 2 0A00"},
      {static_cast<Type>(65280), Opaque{}, "\\# 0"},
  }));
  CHECK(rdata_text(Record{name("acme.example"), type, 60s, rdata}) == expected);
}

TEST_CASE("a record prints as a line of a master file", "[dns][record]") {
  const Record record{name("acme.example"), Type::mx, 3600s, Mx{10, name("mx1.acme.example")}};
  CHECK(record_text(record) == "acme.example. 3600 IN MX 10 mx1.acme.example.");
  CHECK(question_text({name("acme.example"), Type::mx}) == "acme.example MX");
}

TEST_CASE("character-strings are joined without a space", "[dns][record]") {
  CHECK(Txt{{"v=spf1 ip4:1.2.", "3.4 -all"}}.joined() == "v=spf1 ip4:1.2.3.4 -all");
  CHECK(Txt{}.joined().empty());
}

TEST_CASE("every failure has a stable word", "[dns][answer]") {
  using Kind = Failure::Kind;
  const auto [kind, word] = GENERATE(table<Kind, std::string>({
      {Kind::timed_out, "timeout"},
      {Kind::unreachable, "unreachable"},
      {Kind::refused, "refused"},
      {Kind::server_failed, "servfail"},
      {Kind::not_implemented, "notimp"},
      {Kind::malformed, "malformed"},
      {Kind::lame, "lame"},
      {Kind::offline, "offline"},
      {Kind::budget, "query-limit"},
  }));
  CHECK(reason(kind) == word);
}
