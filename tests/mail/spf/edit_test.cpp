#include "mail/spf/edit.h"

#include "support/catch.h"

using namespace mailready;
using namespace mailready::spf;

namespace {

Record record(const std::string& text) {
  const auto parsed = parse(text);
  REQUIRE(parsed);
  return *parsed;
}

/// A branch, with the record that its term belongs to.
struct Grown {
  SharedRecord record;
  Branch branch;
};

Grown grown(const std::string& term, const std::vector<Network>& addresses) {
  const auto owner = std::make_shared<const Record>(record("v=spf1 " + term));
  Grown grown{owner, Branch(owner->terms.front())};
  grown.branch.addresses = IpSet(addresses);
  return grown;
}

Network network(const std::string& text) { return Network::parse(text).value(); }

}  // namespace

TEST_CASE("an edit keeps the other terms as they are written", "[mail][spf]") {
  const Record before = record("V=SPF1   +A  include:Spf.Example.Net exp=e.example.net -ALL");
  CHECK(with(before, {}) == "v=spf1 +A include:Spf.Example.Net exp=e.example.net -ALL");
  CHECK(with(before, {{0, "ip4:185.10.20.7"}}) ==
        "v=spf1 ip4:185.10.20.7 include:Spf.Example.Net exp=e.example.net -ALL");
  CHECK(without(before, {0, 2}) == "v=spf1 include:Spf.Example.Net -ALL");
  CHECK(without(record("v=spf1 mx"), {0}) == "v=spf1");
}

TEST_CASE("a record gets another end", "[mail][spf]") {
  const auto [before, after] = GENERATE(table<std::string, std::string>({
      {"v=spf1 mx", "v=spf1 mx ~all"},
      {"v=spf1", "v=spf1 ~all"},
      {"v=spf1 mx ?all", "v=spf1 mx ~all"},
      {"v=spf1 all", "v=spf1 ~all"},
      {"v=spf1 mx +all exp=e.example.net", "v=spf1 mx ~all exp=e.example.net"},
  }));
  CHECK(ending_in(record(before), "~all") == after);
}

TEST_CASE("a term is put in front of what decides for everybody else", "[mail][spf]") {
  const auto [before, after] = GENERATE(table<std::string, std::string>({
      {"v=spf1", "v=spf1 ip4:185.10.20.7"},
      {"v=spf1 mx", "v=spf1 mx ip4:185.10.20.7"},
      {"v=spf1 mx -all", "v=spf1 mx ip4:185.10.20.7 -all"},
      {"v=spf1 mx ~all a", "v=spf1 mx ip4:185.10.20.7 ~all a"},
      {"v=spf1 mx redirect=_spf.example.net", "v=spf1 mx ip4:185.10.20.7 redirect=_spf.example.net"},
      {"v=spf1 redirect=_spf.example.net mx", "v=spf1 ip4:185.10.20.7 redirect=_spf.example.net mx"},
      {"v=spf1 redirect=_spf.example.net mx -all", "v=spf1 redirect=_spf.example.net mx ip4:185.10.20.7 -all"},
      {"v=spf1 mx exp=e.example.net", "v=spf1 mx exp=e.example.net ip4:185.10.20.7"},
  }));
  CHECK(with_in_front(record(before), "ip4:185.10.20.7") == after);
}

TEST_CASE("what stands behind all moves in front of it", "[mail][spf]") {
  const auto [before, after] = GENERATE(table<std::string, std::string>({
      {"v=spf1 mx -all", "v=spf1 mx -all"},
      {"v=spf1 mx -all include:sendgrid.net", "v=spf1 mx include:sendgrid.net -all"},
      {"v=spf1 mx -all a exp=e.example.net", "v=spf1 mx a -all exp=e.example.net"},
      {"v=spf1 mx -all ~all", "v=spf1 mx -all"},
      {"v=spf1 MX -all mx a", "v=spf1 MX a -all"},
  }));
  CHECK(with_all_last(record(before)) == after);
}

TEST_CASE("a host is written as the addresses that it has", "[mail][spf]") {
  CHECK(as_networks(grown("a:h.example.net", {network("185.10.20.7")}).branch) == "ip4:185.10.20.7");
  CHECK(as_networks(grown("?mx", {network("185.10.20.7"), network("2a05:10:20::7")}).branch) ==
        "?ip4:185.10.20.7 ?ip6:2a05:10:20::7");
  CHECK(as_networks(grown("a/24", {network("185.10.20.0/24")}).branch) == "ip4:185.10.20.0/24");

  SECTION("but not where it has none, too many, or an answer is missing") {
    CHECK_FALSE(as_networks(grown("a", {}).branch));
    std::vector<Network> five;
    for (const char* text : {"185.10.20.1", "185.10.20.3", "185.10.20.5", "185.10.20.7", "185.10.20.9"})
      five.push_back(network(text));
    CHECK_FALSE(as_networks(grown("a", five).branch));
    Grown gap = grown("a", {network("185.10.20.7")});
    gap.branch.failures.emplace_back();
    CHECK_FALSE(as_networks(gap.branch));
  }
  SECTION("and only a and mx are hosts") {
    CHECK_FALSE(as_networks(grown("ip4:185.10.20.7", {network("185.10.20.7")}).branch));
    CHECK_FALSE(as_networks(grown("exp=e.example.net", {}).branch));
  }
}

TEST_CASE("a text is cut into strings of 255 octets at the most, behind spaces", "[mail][spf]") {
  CHECK(txt_strings("") == std::vector<std::string>{""});
  CHECK(txt_strings(std::string(255, 'a')).size() == 1);

  const std::string glued(600, 'a');
  CHECK(txt_strings(glued) ==
        std::vector<std::string>{glued.substr(0, 255), glued.substr(0, 255), glued.substr(0, 90)});

  // "v=spf1 " and terms of ten octets: 7 + 24 * 10 = 247 fit, 257 do not.
  std::string terms = "v=spf1 ";
  for (int i = 0; i < 30; ++i) terms += "a:h.ab.de ";
  const auto strings = txt_strings(terms);
  REQUIRE(strings.size() == 2);
  CHECK(strings[0].size() == 247);
  CHECK(strings[0] + strings[1] == terms);
}

TEST_CASE("a caret stands below the octet at fault", "[mail][spf]") {
  CHECK(pointed_at("v=spf1 ipv4:1 -all", {{7}}) == std::vector<std::string>{"v=spf1 ipv4:1 -all", "-------^"});
  CHECK(pointed_at("v=spf1 a", {{99}}) == std::vector<std::string>{"v=spf1 a", "--------^"});

  SECTION("where octets take more columns, or fewer, than one") {
    CHECK(pointed_at("v=spf1 a\tmx", {{9}}) == std::vector<std::string>{"v=spf1 a\\009mx", "------------^"});
    CHECK(pointed_at("v=spf1 a\tmx", {{8}}) == std::vector<std::string>{"v=spf1 a\\009mx", "--------^^^^"});
    CHECK(pointed_at("v=spf1 é mx", {{10}}) == std::vector<std::string>{"v=spf1 é mx", "---------^"});
    CHECK(pointed_at("v=spf1 é mx", {{7}}) == std::vector<std::string>{"v=spf1 é mx", "-------^"});
  }
  SECTION("and of a long record only the part around it is shown") {
    const std::string front = "v=spf1 include:one.example.net include:two.example.net include:three.example.net ";
    const std::string text = front + "ipv4:185.10.20.7 include:four.example.net include:five.example.net -all";
    const auto lines = pointed_at(text, {{front.size()}});
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].size() <= 68);
    CHECK(lines[0].substr(0, 4) == "... ");
    CHECK(lines[0].substr(lines[1].size() - 1, 4) == "ipv4");
    CHECK(lines[0].substr(lines[0].size() - 4) == " ...");
  }
  SECTION("nor does a hostile one blow it up") {
    const auto lines = pointed_at(std::string(60000, '\x01'), {{30000}});
    CHECK(lines[0].size() <= 68);
    CHECK(lines[0].substr(lines[1].size() - 4, 4) == "\\001");
  }
}

TEST_CASE("carets stand below the whole of a term", "[mail][spf]") {
  const Record policy = record("v=spf1 a mx include:x.example.net -all");
  CHECK(pointed_at(policy, policy.terms[1]) == std::vector<std::string>{policy.text, "---------^^"});
  CHECK(pointed_at(policy, policy.terms[3]) ==
        std::vector<std::string>{policy.text, std::string(policy.text.find("-all"), '-') + "^^^^"});

  SECTION("below several, and behind the end") {
    CHECK(pointed_at(policy.text, stretches(policy, {0, 1, 4})) ==
          std::vector<std::string>{policy.text, "-------^-^^" + std::string(policy.text.size() - 11, '-') + "^"});
  }
  SECTION("wherever the line is cut") {
    const std::size_t count = GENERATE(1U, 3U, 4U, 5U, 20U);
    const std::size_t at = GENERATE(0U, 2U, 4U, 19U);
    std::string text = "v=spf1";
    for (std::size_t i = 0; i < count; ++i) text += " include:spf" + std::to_string(i) + ".example.net";
    const Record cut = record(text);
    if (at >= count) return;
    CAPTURE(count, at);
    const auto lines = pointed_at(cut, cut.terms[at]);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].size() <= 68);
    CHECK((text.size() > 68) == (lines[0].find("...") != std::string::npos));
    CHECK(lines[0].substr(lines[1].find('^')).substr(0, cut.terms[at].text.size()) == cut.terms[at].text);
    CHECK(lines[1] ==
          std::string(lines[0].find(cut.terms[at].text), '-') + std::string(cut.terms[at].text.size(), '^'));
  }
  SECTION("of which a long one is cut itself") {
    const Record longest =
        record("v=spf1 mx include:" + std::string(60, 'a') + "." + std::string(60, 'b') + ".net -all");
    const auto lines = pointed_at(longest, longest.terms[1]);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].size() <= 68);
    const std::size_t caret = lines[1].find('^');
    CHECK(lines[0].substr(caret, 10) == "include:aa");
    CHECK(lines[0].substr(lines[1].size() - 3, 3) == "...");
    CHECK(lines[1].find_first_not_of('^', caret) == std::string::npos);
  }
  SECTION("and terms far apart get a line each") {
    const std::string between = " include:one.example.net include:two.example.net include:three.example.net";
    const Record wide = record("v=spf1 mx" + between + " ptr -all");
    const auto lines = pointed_at(wide.text, stretches(wide, {0, 4}));
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].substr(lines[1].find('^'), lines[1].size()).substr(0, 3) == "mx ");
    CHECK(lines[2].substr(lines[3].find('^'), 4) == "ptr ");
  }
}
