#include "report/spf/tree.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/json_value.h"
#include "support/page_text.h"
#include "support/run.h"
using namespace mailready;
using test::FakeResolver;
using test::Json;

namespace {

/// Names to ask about. Nothing answers for silent.example.
FakeResolver world(const std::vector<std::string>& own) {
  FakeResolver dns{{"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"},
                   {"macro.example", "TXT", "v=spf1 exists:%{i}.x.example -all"},
                   {"loop.example", "TXT", "v=spf1 include:acme.example ?all"},
                   {"two.example", "TXT", "v=spf1 -all"},
                   {"two.example", "TXT", "v=spf1 +all"},
                   {"any.example", "TXT", "v=spf1 +all"},
                   {"spf.mtasv.net", "TXT", "v=spf1 ip4:50.31.156.96/27 ~all"},
                   {"deep.example", "TXT", "v=spf1 a:n.example a:n.example -all"},
                   {"n.example", "A", "185.10.20.5"},
                   {"n.example", "AAAA", "2a05:10:20::5"},
                   {"four.example", "A", "185.10.20.7"},
                   {"mail.example", "MX", "10 four.example"},
                   {"mail.example", "MX", "20 n.example"},
                   {"empty.example", "MX", "10 gone.example"}};
  dns.add({"many.example", "AAAA", "2a05:10:20::9"});
  for (const std::string last : {"1", "3", "5", "7", "9"}) dns.add({"many.example", "A", "185.10.20." + last});
  for (int i = 1; i <= 11; ++i) dns.add({"pool.example", "MX", "10 mx" + std::to_string(i) + ".pool.example"});
  dns.fail("silent.example", "TXT");
  dns.fail("silent.example", "A");
  for (const std::string& text : own) dns.add({"acme.example", "TXT", text});
  return dns;
}

spf::Tree walked(FakeResolver& dns, spf::WalkOptions options = {}) {
  return test::run(spf::walk_tree(dns, test::name("acme.example"), options));
}

spf::Tree tree_of(const std::string& terms) {
  FakeResolver dns = world({"v=spf1 " + terms});
  return walked(dns);
}

auto written(const spf::Tree& tree) {
  return [&](report::JsonWriter& json) { report::write_tree(json, tree); };
}

Json json_of(const spf::Tree& tree) { return test::json_value(written(tree)); }

std::string text_of(const spf::Tree& tree) {
  return test::page_text([&](report::Page& page) { report::write_tree(page, tree); });
}

std::string permerror_of(const spf::Tree& tree) {
  return test::page_text([&](report::Page& page) { report::write_permerror(page, tree); });
}

std::string repeated(const std::string& term, int count) {
  std::string terms;
  for (int i = 0; i < count; ++i) terms += term + " ";
  return terms;
}

std::string addresses_text(const std::vector<std::string>& networks) {
  std::vector<Network> parsed;
  for (const std::string& network : networks) parsed.push_back(Network::parse(network).value());
  return report::addresses_text(IpSet(parsed));
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("A tree shows what each term costs and found, and adds up", "[report][spf]") {
  CHECK(text_of(tree_of("a:four.example include:b.example a:gone.example exp=why.acme.example ~all")) ==
        R"(acme.example  v=spf1 a:four.example include:b.example a:gone.example
              exp=why.acme.example ~all

takes  so far
    1       1  ├─ a:four.example  185.10.20.7, void for IPv6 senders
    1       2  ├─ include:b.example  256 IPv4 addresses
               │  ├─ ip4:185.10.30.0/24
               │  └─ -all
    1       3  ├─ a:gone.example  void
               ├─ exp=why.acme.example
               └─ ~all

3 of 10 lookups, 1 of 2 void for IPv4 senders, 2 of 2 void for IPv6 senders.
It passes 257 IPv4 addresses.
)");
}

TEST_CASE("Behind each term stands what it came to", "[report][spf]") {
  const auto [term, note] = GENERATE(table<std::string, std::string>({
      {"ip4:185.10.20.0/24", ""},
      {"a:n.example", "185.10.20.5, 2a05:10:20::5"},
      {"a:n.example/31", "185.10.20.4, 185.10.20.5, 2a05:10:20::5"},
      {"a:n.example/30", "185.10.20.4/30, 2a05:10:20::5"},
      {"a:n.example/29//64", "185.10.20.0/29, 2a05:10:20::/64"},
      {"a:many.example", "5 IPv4 addresses and 1 IPv6 network"},
      {"mx:mail.example", "185.10.20.5, 185.10.20.7, 2a05:10:20::5"},
      {"mx:empty.example", "no address"},
      {"mx:gone.example", "void"},
      {"mx:pool.example", "11 exchanges; receivers stop behind 10"},
      {"exists:four.example", "matches everybody today"},
      {"exists:gone.example", "void"},
      {"exists:%{i}.x.example", "depends on the sender"},
      {"ptr", "depends on the sender's reverse mapping"},
      {"a:silent.example", "DNS timed out, void for IPv6 senders"},
      {"a:foo..example", "names no domain, and matches nothing"},
      {"include:foo..example", "names no domain"},
      {"include:b.example", "256 IPv4 addresses"},
      {"include:any.example", "all of IPv4 and all of IPv6"},
      {"include:spf.mtasv.net", "Postmark, 32 IPv4 addresses"},
      {"include:silent.example", "DNS timed out"},
      {"include:gone.example", "no SPF record there, void"},
      {"include:n.example", "no SPF record there, void"},
      {"include:two.example", "2 SPF records there"},
      {"include:macro.example", "not wholly known"},
      {"include:%{i}.x.example", "depends on the sender"},
      {"include:acme.example", "a loop: this record stands above"},
  }));
  CAPTURE(term);
  const std::string text = text_of(tree_of(term + " -all"));
  CHECK_THAT(text, contains_text("├─ " + term + (note.empty() ? "" : "  " + note) + "\n"));
}

TEST_CASE("A redirect leads on below its record, a loop does not", "[report][spf]") {
  CHECK_THAT(text_of(tree_of("redirect=b.example")), contains_text(R"(
    1       1  └─ redirect=b.example  256 IPv4 addresses
                  ├─ ip4:185.10.30.0/24
                  └─ -all

1 of 10 lookups, 0 of 2 void.
It passes 256 IPv4 addresses.
)"));
  CHECK_THAT(text_of(tree_of("include:loop.example -all")), contains_text(R"(
    2       1  ├─ include:loop.example  no address
    1       2  │  ├─ include:acme.example  a loop: this record stands above
               │  └─ ?all
               └─ -all

2 of 10 lookups, 0 of 2 void.
permerror  include:acme.example of loop.example leads back to a record that it
           stands in.
)"));
}

TEST_CASE("A redirect is drawn last, as it is evaluated", "[report][spf]") {
  CHECK_THAT(text_of(tree_of("redirect=b.example x=y ptr")), contains_text(R"(
               ├─ x=y
    1       1  ├─ ptr  depends on the sender's reverse mapping
    1       2  └─ redirect=b.example  256 IPv4 addresses
                  ├─ ip4:185.10.30.0/24
)"));
}

TEST_CASE("A line says where receivers stop, once, in the record where it happens", "[report][spf]") {
  const std::string text = text_of(tree_of(repeated("ptr", 9) + "include:deep.example ptr -all"));
  CHECK_THAT(text, contains_text(R"(
    3      10  ├─ include:deep.example  leads past the limit
               │  ┄┄ receivers stop here, after 10 lookups: permerror
    1      11  │  ├─ a:n.example  185.10.20.5, 2a05:10:20::5
    1      12  │  ├─ a:n.example  185.10.20.5, 2a05:10:20::5
               │  └─ -all
    1      13  ├─ ptr  depends on the sender's reverse mapping
               └─ -all

13 of 10 lookups, 0 of 2 void.
permerror  a:n.example of deep.example stands past the lookup limit of 10.
)"));
  CHECK(occurrences(text, "receivers stop here") == 1);
  CHECK(occurrences(text_of(tree_of(repeated("ptr", 10) + "-all")), "receivers stop here") == 0);
}

TEST_CASE("What stands behind all is never reached, and costs nothing", "[report][spf]") {
  CHECK_THAT(text_of(tree_of("-all a:n.example include:b.example redirect=b.example x=y")), contains_text(R"(
               ├─ -all
               ├─ a:n.example  never reached
               ├─ include:b.example  never reached
               ├─ redirect=b.example  never reached
               └─ x=y

0 of 10 lookups, 0 of 2 void.
It passes no address.
)"));
}

TEST_CASE("A tree that is too large is not followed to its end", "[report][spf]") {
  FakeResolver dns = world({"v=spf1 include:b.example include:any.example -all"});
  const spf::Tree tree = walked(dns, {.max_terms = 1});
  const std::string text = text_of(tree);
  CHECK_THAT(text, contains_text("    1       2  ├─ include:any.example  not followed: the tree is too large\n"));
  CHECK_THAT(text, contains_text("\nat least 2 of 10 lookups, 0 of 2 void.\n"));
  CHECK_THAT(test::unwrapped(text), contains_text("It passes 256 IPv4 addresses, and perhaps others: a part depends on "
                                                  "the sender or is not known."));
  CHECK(json_of(tree)["capped"] == true);
  CHECK(json_of(tree)["tree"]["terms"][1]["capped"] == true);
}

TEST_CASE("Twelve levels below the record are drawn", "[report][spf]") {
  const auto [depth, cut] = GENERATE(table<int, bool>({{12, false}, {13, true}}));
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 include:d1.example -all"}};
  for (int i = 1; i < depth; ++i)
    dns.add(
        {"d" + std::to_string(i) + ".example", "TXT", "v=spf1 include:d" + std::to_string(i + 1) + ".example -all"});
  dns.add({"d" + std::to_string(depth) + ".example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"});
  const std::string text = text_of(walked(dns));
  CHECK_THAT(text, contains_text("include:d" + std::to_string(depth) + ".example\n"));
  CHECK(occurrences(text, "└─ …\n") == (cut ? 1 : 0));
  CHECK(occurrences(text, "ip4:185.10.30.0/24") == (cut ? 0 : 1));
}

TEST_CASE("A record that cannot be drawn says why, with what is there", "[report][spf]") {
  const auto [texts, expected] = GENERATE(table<std::vector<std::string>, std::string>({
      {std::vector<std::string>(), "acme.example\n  no SPF record there\n"},
      {{"v=spf1 -all", "v=spf1 a -all"}, "acme.example\n  v=spf1 -all\n  v=spf1 a -all\n  2 SPF records there\n"},
      {{"v=spf1"}, "acme.example  v=spf1\n\n\n0 of 10 lookups, 0 of 2 void.\nIt passes no address.\n"},
  }));
  FakeResolver dns = world(texts);
  CHECK(text_of(walked(dns)) == expected);

  FakeResolver silent;
  silent.fail("acme.example", "TXT");
  CHECK(text_of(walked(silent)) == "acme.example\n  DNS timed out\n");
}

TEST_CASE("Octets of a record reach no terminal raw", "[report][spf]") {
  const std::string hostile = "v=spf1 a\x1b[2J\x07\xff\\ -all", safe = "v=spf1 a\\027[2J\\007\\255\\\\ -all";
  FakeResolver dns = world({hostile});
  const spf::Tree malformed = walked(dns);
  REQUIRE(malformed.root.state == spf::Node::State::malformed);
  CHECK(test::is_safe(text_of(malformed)));
  CHECK_THAT(text_of(malformed), contains_text("\n  " + safe + "\n"));
  CHECK_THAT(text_of(malformed), contains_text("malformed at column 9, in a\\027[2J\\007\\255\\\\: "));
  CHECK(json_of(malformed)["record"] == safe);
  CHECK(json_of(malformed)["error_term"] == "a\\027[2J\\007\\255\\\\");
  CHECK(json_of(malformed)["error_offset"] == 8);

  FakeResolver including = world({"v=spf1 include:hostile.example -all"});
  including.add({"hostile.example", "TXT", hostile});
  const spf::Tree above = walked(including);
  CHECK(test::is_safe(text_of(above)));
  CHECK_THAT(text_of(above), contains_text("include:hostile.example  malformed at column 9, in"));
  CHECK(test::is_safe(report::json_text(written(above), 1)));

  FakeResolver both = world({hostile, "v=spf1 \x1b]0;t\x07"});
  CHECK(test::is_safe(text_of(walked(both))));
  CHECK(json_of(walked(both))["records"][1] == "v=spf1 \\027]0;t\\007");
}

TEST_CASE("The line about permerror is there where receivers give it", "[report][spf]") {
  CHECK(permerror_of(tree_of("include:b.example -all")).empty());
  CHECK(permerror_of(tree_of("a:g1.example a:g2.example a:g3.example -all")) ==
        "permerror  more than 2 lookups come back empty.\n");
  CHECK(permerror_of(tree_of("include:foo..example -all")) ==
        "permerror  include:foo..example of acme.example names no domain.\n");
}

TEST_CASE("The sums tell the two families apart where they differ", "[report][spf]") {
  const auto [terms, sums] = GENERATE(table<std::string, std::string>({
      {"-all", "0 of 10 lookups, 0 of 2 void.\n"},
      {"a:gone.example mx:gone.example -all", "2 of 10 lookups, 2 of 2 void.\n"},
      {"a:four.example -all", "1 of 10 lookups, 0 of 2 void for IPv4 senders, 1 of 2 void for IPv6 senders.\n"},
      {"include:%{i}.x.example -all", "at least 1 of 10 lookups, 0 of 2 void.\n"},
  }));
  const spf::Tree tree = tree_of(terms);
  CHECK(test::page_text([&](report::Page& page) { report::write_sums(page, tree); }) == sums);
}

TEST_CASE("A set of addresses is counted: IPv4 by address, IPv6 by network", "[report][spf]") {
  const auto [networks, text] = GENERATE(table<std::vector<std::string>, std::string>({
      {std::vector<std::string>(), "no address"},
      {{"185.10.20.7"}, "1 IPv4 address"},
      {{"185.10.20.7", "185.10.20.9"}, "2 IPv4 addresses"},
      {{"185.10.20.0/22"}, "1,024 IPv4 addresses"},
      {{"185.0.0.0/8", "9.0.0.0/30"}, "16,777,220 IPv4 addresses"},
      {{"0.0.0.0/1", "128.0.0.0/1"}, "all of IPv4"},
      {{"0.0.0.0/1"}, "2,147,483,648 IPv4 addresses"},
      {{"2a05:10:20::7"}, "1 IPv6 network"},
      {{"2a05:10:20::/48", "2a05:10:22::/48"}, "2 IPv6 networks"},
      {{"185.10.20.0/24", "2a05:10:20::/48"}, "256 IPv4 addresses and 1 IPv6 network"},
      {{"::/0"}, "all of IPv6"},
      {{"0.0.0.0/0", "::/0"}, "all of IPv4 and all of IPv6"},
  }));
  CHECK(addresses_text(networks) == text);
}

TEST_CASE("The tree in JSON has the keys that scripts rely on", "[report][json][spf]") {
  const Json json =
      json_of(tree_of("a:four.example mx:empty.example include:spf.mtasv.net exists:gone.example "
                      "include:loop.example -all ptr"));
  CHECK(json["domain"] == "acme.example");
  CHECK(json["lookups"] == 6);
  CHECK(json["void_lookups"] == 2);
  CHECK(json["voids"] == Json::parse(R"({"ipv4": 1, "ipv6": 2})"));
  CHECK(json["lookups_at_least"] == false);
  CHECK(json["permerror"] == "include:acme.example of loop.example leads back to a record that it stands in");
  CHECK(json["tree"]["terms"] == Json::parse(R"json([
    {"text": "a:four.example", "lookups": 1, "lookups_so_far": 1, "void_lookups": 1, "voids": {"ipv4": 0, "ipv6": 1},
     "target": "four.example", "addresses": ["185.10.20.7"]},
    {"text": "mx:empty.example", "lookups": 1, "lookups_so_far": 2, "void_lookups": 0, "target": "empty.example",
     "exchanges": 1},
    {"text": "include:spf.mtasv.net", "lookups": 1, "lookups_so_far": 3, "void_lookups": 0, "target": "spf.mtasv.net",
     "provider": "postmark", "tree": {"domain": "spf.mtasv.net", "record": "v=spf1 ip4:50.31.156.96/27 ~all",
       "terms": [{"text": "ip4:50.31.156.96/27", "lookups": 0, "lookups_so_far": 3, "void_lookups": 0,
                  "addresses": ["50.31.156.96/27"]},
                 {"text": "~all", "lookups": 0, "lookups_so_far": 3, "void_lookups": 0}]}},
    {"text": "exists:gone.example", "lookups": 1, "lookups_so_far": 4, "void_lookups": 1,
     "voids": {"ipv4": 1, "ipv6": 1}, "target": "gone.example", "exists": false},
    {"text": "include:loop.example", "lookups": 2, "lookups_so_far": 5, "void_lookups": 0, "target": "loop.example",
     "tree": {"domain": "loop.example", "record": "v=spf1 include:acme.example ?all",
       "terms": [{"text": "include:acme.example", "lookups": 1, "lookups_so_far": 6, "void_lookups": 0,
                  "target": "acme.example", "loops": true},
                 {"text": "?all", "lookups": 0, "lookups_so_far": 6, "void_lookups": 0}]}},
    {"text": "-all", "lookups": 0, "lookups_so_far": 6, "void_lookups": 0},
    {"text": "ptr", "evaluated": false}])json"));
}

TEST_CASE("What of a tree is not known says so in JSON", "[report][json][spf]") {
  const Json json = json_of(tree_of("include:silent.example exists:%{i}.x.example -all"));
  CHECK(json["lookups_at_least"] == true);
  CHECK(json["permerror"].is_null());
  CHECK(json["tree"]["terms"][0]["undetermined"] == "timeout");
  CHECK(json["tree"]["terms"][0]["tree"]["undetermined"] == "timeout");
  CHECK(json["tree"]["terms"][1]["depends_on_sender"] == true);

  FakeResolver silent;
  silent.fail("acme.example", "TXT");
  CHECK(json_of(walked(silent))["undetermined"] == "timeout");
}
