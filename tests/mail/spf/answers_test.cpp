#include "mail/spf/answers.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;
using State = Node::State;

namespace {

dns::Reply reply(FakeResolver& dns, dns::Type type) {
  dns::Question question{test::name("acme.example"), type};
  return test::run(dns.ask(std::move(question)));
}

/// What TXT records with these texts at acme.example say.
Node read(const std::vector<std::string>& texts) {
  FakeResolver dns{{"acme.example", "A", "185.10.20.1"}};
  for (const std::string& text : texts) dns.add({"acme.example", "TXT", text});
  return read_record(test::name("acme.example"), reply(dns, dns::Type::txt));
}

/// The exchanges that count of MX records "10 mx1.acme.example".
std::string exchanges(const std::vector<std::string>& records) {
  FakeResolver dns;
  for (const std::string& record : records) dns.add({"acme.example", "MX", record});
  std::string text;
  for (const dns::Name& name : exchanges_of(reply(dns, dns::Type::mx)->records))
    text += (text.empty() ? "" : " ") + name.to_string();
  return text;
}

}  // namespace

TEST_CASE("A TXT answer holds one SPF record, none or several", "[mail][spf]") {
  const auto [texts, state, found] = GENERATE(table<std::vector<std::string>, State, std::size_t>({
      {std::vector<std::string>(), State::missing, 0},
      {{"google-site-verification=x", "v=spf10 -all", "v=spf1.1", " v=spf1 -all"}, State::missing, 0},
      {{"v=spf1 -all", "google-site-verification=x"}, State::parsed, 1},
      {{"V=SPF1"}, State::parsed, 1},
      {{"v=spf1 " + std::string(300, ' ') + "-all"}, State::parsed, 1},
      {{"v=spf1 moo"}, State::malformed, 1},
      {{"v=spf1 -all", "v=spf1 -all"}, State::several, 2},
      {{"v=spf1 moo", "v=spf1 a"}, State::several, 2},
  }));
  CAPTURE(texts);
  const Node node = read(texts);
  CHECK(node.state == state);
  CHECK(node.domain == test::name("acme.example"));
  CHECK(node.texts.size() == found);
  CHECK(node.is_void == texts.empty());
  CHECK(node.error.has_value() == (state == State::malformed));
  CHECK_FALSE(node.failure);
  CHECK(node.branches.empty());
}

TEST_CASE("A record that parses is kept whole, and one that does not with its fault", "[mail][spf]") {
  const Node parsed = read({"v=spf1 a -all"});
  CHECK(parsed.record->text == "v=spf1 a -all");
  CHECK(parsed.record->terms.size() == 2);
  const Node malformed = read({"v=spf1 a moo -all"});
  REQUIRE(malformed.error);
  CHECK(malformed.error->term == "moo");
  CHECK(malformed.error->offset == 9);
  CHECK(malformed.texts == std::vector<std::string>{"v=spf1 a moo -all"});
}

TEST_CASE("A question without an answer leaves a record unknown, and is not void", "[mail][spf]") {
  FakeResolver dns;
  dns.fail("acme.example", "TXT", dns::Failure::Kind::server_failed);
  const Node node = read_record(test::name("acme.example"), reply(dns, dns::Type::txt));
  CHECK(node.state == State::unknown);
  REQUIRE(node.failure);
  CHECK(node.failure->kind == dns::Failure::Kind::server_failed);
  CHECK_FALSE(node.is_void);
}

TEST_CASE("An answer is void without records of the type, whether or not the name exists", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "A", "185.10.20.1"}}, nothing;
  CHECK_FALSE(is_void(reply(dns, dns::Type::a)));
  CHECK(is_void(reply(dns, dns::Type::aaaa)));
  CHECK(is_void(reply(nothing, dns::Type::a)));
  nothing.fail("acme.example", "A");
  CHECK_FALSE(is_void(reply(nothing, dns::Type::a)));
}

TEST_CASE("Addresses are those of A and AAAA records, in the order of the answer", "[mail][spf]") {
  const auto address = [](std::string_view text) { return IpAddress::parse(text).value(); };
  const dns::Name owner = test::name("acme.example");
  const std::vector<dns::Record> records{
      {.owner = owner, .type = dns::Type::aaaa, .ttl = {}, .rdata = dns::Aaaa{address("2a05:10:20::7")}},
      {.owner = owner, .type = dns::Type::txt, .ttl = {}, .rdata = dns::Txt{{"185.10.20.9"}}},
      {.owner = owner, .type = dns::Type::a, .ttl = {}, .rdata = dns::A{address("185.10.20.8")}},
      {.owner = owner, .type = dns::Type::a, .ttl = {}, .rdata = dns::A{address("185.10.20.7")}}};
  CHECK(addresses_in(records) ==
        std::vector<IpAddress>{address("2a05:10:20::7"), address("185.10.20.8"), address("185.10.20.7")});
  CHECK(addresses_in({}).empty());
}

TEST_CASE("Exchanges come by preference, then by name, each once, without the null MX", "[mail][spf]") {
  const auto [records, expected] = GENERATE(table<std::vector<std::string>, std::string>({
      {std::vector<std::string>(), ""},
      {{"0 ."}, ""},
      {{"20 a.example", "10 z.example", "0 ."}, "z.example a.example"},
      {{"10 b.example", "10 a.example", "5 c.example"}, "c.example a.example b.example"},
      {{"30 A.example", "20 b.example", "10 a.example", "10 a.example"}, "a.example b.example"},
      {{"9 a.example", "10 b.example"}, "a.example b.example"},
  }));
  CAPTURE(records);
  CHECK(exchanges(records) == expected);
}

TEST_CASE("The first ten exchanges count, and one that is listed twice counts once", "[mail][spf]") {
  std::vector<std::string> records{"1 a.example", "12 k.example", "11 j.example"};
  for (int i = 2; i <= 10; ++i)
    records.push_back(std::to_string(i) + " " + std::string(1, static_cast<char>('a' + i - 2)) + ".example");
  // a (twice, at 1 and 2), b to i at 3 to 10, j at 11, k at 12: eleven names.
  CHECK(exchanges(records) ==
        "a.example b.example c.example d.example e.example f.example g.example h.example i.example j.example");
}
