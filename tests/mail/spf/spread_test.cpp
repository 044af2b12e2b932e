#include "mail/spf/spread.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
using namespace mailready;
using namespace mailready::spf;

namespace {

using Strings = std::vector<std::string>;

/// "ip4:185.10.20.101 ip4:185.10.20.103 …": networks of 17 octets that do not add up, `count` of them behind `first`.
Strings networks(int first, int count) {
  Strings all;
  for (int i = first; i < first + count; ++i) all.push_back("ip4:185.10.20." + std::to_string(101 + 2 * i));
  return all;
}

std::string listed(int first, int count) { return join(networks(first, count), " "); }

/// "acme.example v=spf1 -all"
Strings texts(const std::vector<PublishedRecord>& records) {
  Strings all;
  for (const PublishedRecord& record : records) all.push_back(record.name.to_string() + " " + record.text);
  return all;
}

Strings spread_texts(std::vector<Part> parts, const std::set<dns::Name>& taken = {}) {
  return texts(spread(test::name("acme.example"), std::move(parts), taken));
}

}  // namespace

TEST_CASE("A published record is as large as its name and its text", "[mail][spf]") {
  CHECK(PublishedRecord{test::name("acme.example"), "v=spf1 -all"}.size_octets() == 12 + 11);
}

// acme.example, "v=spf1" and " -all" take 23 octets, and each network 18: 23 networks come to 437, 24 to 455. At
// _spf1.acme.example the frame takes 29: 23 networks come to 443, 24 to 461.

TEST_CASE("Parts that fit stay in one record, in their order", "[mail][spf]") {
  CHECK(spread_texts({}) == Strings{"acme.example v=spf1"});
  CHECK(spread_texts({{.networks = networks(0, 23)}, {.term = "-all"}}) ==
        Strings{"acme.example v=spf1 " + listed(0, 23) + " -all"});
  CHECK(spread_texts({{.term = "ptr"},
                      {.qualifier = Qualifier::softfail, .networks = networks(0, 2)},
                      {.qualifier = Qualifier::neutral, .networks = networks(2, 1)},
                      {.qualifier = Qualifier::fail},
                      {.term = "redirect=b.example"}}) ==
        Strings{"acme.example v=spf1 ptr ~ip4:185.10.20.101 ~ip4:185.10.20.103 ?ip4:185.10.20.105 redirect=b.example"});
}

TEST_CASE("449 octets are one record, 450 are not", "[mail][spf]") {
  const auto [filling, records] = GENERATE(table<std::size_t, std::size_t>({{9, 1}, {10, 2}}));
  const auto spread_out =
      spread(test::name("acme.example"),
             {{.networks = networks(0, 23)}, {.term = "-all"}, {.term = "x=" + std::string(filling, 'y')}}, {});
  CHECK(spread_out.size() == records);
  if (records == 1) CHECK(spread_out.front().size_octets() == 449);
}

TEST_CASE("A record of their own takes as many networks as fit", "[mail][spf]") {
  CHECK(spread_texts({{.networks = networks(0, 24)}, {.term = "-all"}}) ==
        Strings{"acme.example v=spf1 include:_spf1.acme.example ip4:185.10.20.147 -all",
                "_spf1.acme.example v=spf1 " + listed(0, 23) + " -all"});
  // 60 come to 1103; each record takes 414 away, and its include brings 27.
  CHECK(spread_texts({{.networks = networks(0, 60)}, {.term = "-all"}}) ==
        Strings{"acme.example v=spf1 include:_spf1.acme.example include:_spf2.acme.example " + listed(46, 14) + " -all",
                "_spf1.acme.example v=spf1 " + listed(0, 23) + " -all",
                "_spf2.acme.example v=spf1 " + listed(23, 23) + " -all"});
}

TEST_CASE("Networks move with their qualifier, and in their place", "[mail][spf]") {
  CHECK(spread_texts({{.term = "ptr"},
                      {.qualifier = Qualifier::fail, .networks = networks(0, 24)},
                      {.term = "exists:%{i}.x.example"},
                      {.networks = {"ip4:185.10.30.0/24"}},
                      {.term = "~all"}}) ==
        Strings{"acme.example v=spf1 ptr -include:_spf1.acme.example -ip4:185.10.20.147 exists:%{i}.x.example "
                "ip4:185.10.30.0/24 ~all",
                "_spf1.acme.example v=spf1 " + listed(0, 23) + " -all"});
}

TEST_CASE("The longest group moves first", "[mail][spf]") {
  CHECK(spread_texts({{.qualifier = Qualifier::softfail, .networks = networks(0, 10)},
                      {.networks = networks(10, 20)},
                      {.term = "-all"}}) ==
        Strings{"acme.example v=spf1 ~" + join(networks(0, 10), " ~") + " include:_spf1.acme.example -all",
                "_spf1.acme.example v=spf1 " + listed(10, 20) + " -all"});
}

TEST_CASE("Names that are taken are passed over", "[mail][spf]") {
  const std::set<dns::Name> taken{test::name("_spf1.acme.example"), test::name("_SPF2.acme.example"),
                                  test::name("_spf4.acme.example")};
  CHECK(spread_texts({{.networks = networks(0, 60)}, {.term = "-all"}}, taken) ==
        Strings{"acme.example v=spf1 include:_spf3.acme.example include:_spf5.acme.example " + listed(46, 14) + " -all",
                "_spf3.acme.example v=spf1 " + listed(0, 23) + " -all",
                "_spf5.acme.example v=spf1 " + listed(23, 23) + " -all"});
}

TEST_CASE("Networks that an include would not make shorter stay", "[mail][spf]") {
  const std::string filling = "x=" + std::string(460, 'y');
  // An include takes 27 octets: more than one network has, and less than two.
  CHECK(spread_texts({{.networks = networks(0, 1)}, {.term = "-all"}, {.term = filling}}) ==
        Strings{"acme.example v=spf1 ip4:185.10.20.101 -all " + filling});
  CHECK(spread_texts({{.networks = networks(0, 2)}, {.term = "-all"}, {.term = filling}}) ==
        Strings{"acme.example v=spf1 include:_spf1.acme.example -all " + filling,
                "_spf1.acme.example v=spf1 ip4:185.10.20.101 ip4:185.10.20.103 -all"});
  CHECK(spread_texts({{.term = filling}}) == Strings{"acme.example v=spf1 " + filling});
}

TEST_CASE("A domain without room or letters for a name below it keeps its record whole", "[mail][spf]") {
  const std::string label(61, 'a');
  const dns::Name longest = test::name(label + "." + label + "." + label + "." + label + ".ex");
  const dns::Name macro = dns::Name::from_labels({"100%", "example"}).value();
  const dns::Name space = dns::Name::from_labels({"a b", "example"}).value();
  const dns::Name domain = GENERATE_COPY(values({longest, macro, space}));
  CAPTURE(domain.to_string());
  CHECK(texts(spread(domain, {{.networks = networks(0, 24)}, {.term = "-all"}}, {})) ==
        Strings{domain.to_string() + " v=spf1 " + listed(0, 24) + " -all"});
}
