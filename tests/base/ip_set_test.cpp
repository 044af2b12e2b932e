#include "base/ip.h"
#include "support/catch.h"
using namespace mailready;

static IpSet set(const std::vector<std::string>& networks) {
  std::vector<Network> parsed;
  for (const std::string& text : networks) {
    const auto network = Network::parse(text);
    REQUIRE(network);
    parsed.push_back(*network);
  }
  return IpSet(parsed);
}

static std::vector<std::string> texts(const IpSet& addresses) {
  std::vector<std::string> result;
  for (const Network& network : addresses.networks()) result.push_back(network.to_string());
  return result;
}

using Texts = std::vector<std::string>;

TEST_CASE("a set prints as the fewest networks, in order", "[base][ip]") {
  const auto [networks, expected] = GENERATE(table<Texts, Texts>({
      {{}, {}},
      {{"192.0.2.128/25", "192.0.2.0/25"}, {"192.0.2.0/24"}},                    // halves join
      {{"192.0.2.0/24", "192.0.2.7"}, {"192.0.2.0/24"}},                         // one within another
      {{"192.0.2.1", "192.0.2.2", "192.0.2.3"}, {"192.0.2.1", "192.0.2.2/31"}},  // not aligned
      {{"2001:db8::/33", "192.0.2.0/24", "2001:db8:8000::/33"}, {"192.0.2.0/24", "2001:db8::/32"}},
      {{"0.0.0.0/1", "128.0.0.0/1"}, {"0.0.0.0/0"}},
      {{"::/1", "8000::/1"}, {"::/0"}},
      {{"255.255.255.255", "255.255.255.254"}, {"255.255.255.254/31"}},
      {{"ffff::/16", "192.0.2.1"}, {"192.0.2.1", "ffff::/16"}},
  }));
  CHECK(texts(set(networks)) == expected);
}

TEST_CASE("the order in which networks come makes no difference", "[base][ip]") {
  const Texts networks{"10.0.2.0/24", "10.0.0.0/24", "10.0.1.0/24", "10.0.0.128/25"};
  IpSet grown;
  for (const std::string& network : networks) grown = grown.united(set({network}));
  CHECK(grown == set({"10.0.0.0/23", "10.0.2.0/24"}));
  CHECK(grown == set(networks));
}

TEST_CASE("united sets keep no range apart that joins another", "[base][ip]") {
  const auto [a, b, expected] = GENERATE(table<Texts, Texts, Texts>({
      {{}, {}, {}},
      {{"10.0.0.0/24"}, {}, {"10.0.0.0/24"}},
      {{"10.0.0.0/25", "10.0.1.0/24"}, {"10.0.0.128/25"}, {"10.0.0.0/23"}},  // fills the hole
      {{"10.0.0.0/8"}, {"10.0.0.7", "10.9.0.0/16", "11.0.0.0/8"}, {"10.0.0.0/7"}},
      {{"255.255.255.254"}, {"255.255.255.255", "::"}, {"255.255.255.254/31", "::"}},
      {{"ffff::/16", "::/1"}, {"8000::/1"}, {"::/0"}},
  }));
  CHECK(texts(set(a).united(set(b))) == expected);
  CHECK(set(b).united(set(a)) == set(a).united(set(b)));
}

TEST_CASE("many sets add up to what they do one by one", "[base][ip]") {
  const IpSet a = set({"10.0.0.0/25", "2001:db8::/33"}), b = set({"10.0.0.128/25", "9.0.0.0/8"}), none;
  const IpSet c = set({"2001:db8:8000::/33", "10.0.0.7"});
  CHECK(IpSet::sum({&a, &b, &none, &c}) == a.united(b).united(c));
  CHECK(texts(IpSet::sum({&a, &b, &none, &c})) == Texts{"9.0.0.0/8", "10.0.0.0/24", "2001:db8::/32"});
  CHECK(IpSet::sum({&a}) == a);
  CHECK(IpSet::sum({}).empty());
}

TEST_CASE("what is taken away may reach over several ranges, or leave several", "[base][ip]") {
  const auto [a, b, expected] = GENERATE(table<Texts, Texts, Texts>({
      {{"10.0.0.0/24"}, {"10.0.0.64/26", "10.0.0.192/26"}, {"10.0.0.0/26", "10.0.0.128/26"}},
      {{"10.0.0.0/25", "10.0.1.0/25"}, {"10.0.0.0/23"}, {}},
      {{"10.0.0.0/25", "10.0.1.0/24"},
       {"10.0.0.64/26", "10.0.0.128/25", "10.0.1.0/25"},
       {"10.0.0.0/26", "10.0.1.128/25"}},
      {{"10.0.0.1", "10.0.0.3"}, {"10.0.0.0", "10.0.0.2"}, {"10.0.0.1", "10.0.0.3"}},
      {{"10.0.0.0/24"}, {"9.0.0.0/8", "11.0.0.0/8"}, {"10.0.0.0/24"}},
  }));
  CHECK(texts(set(a).without(set(b))) == expected);
}

TEST_CASE("containment is exact at the edges", "[base][ip]") {
  const IpSet addresses = set({"192.0.2.64/26", "2001:db8::/127"});
  const auto contains = [&](const char* text) { return addresses.contains(*IpAddress::parse(text)); };
  CHECK_FALSE(contains("192.0.2.63"));
  CHECK(contains("192.0.2.64"));
  CHECK(contains("192.0.2.127"));
  CHECK_FALSE(contains("192.0.2.128"));
  CHECK(contains("2001:db8::1"));
  CHECK_FALSE(contains("2001:db8::2"));
  CHECK_FALSE(contains("::c000:240"));
}

TEST_CASE("the algebra of sets", "[base][ip]") {
  const IpSet a = set({"10.0.0.0/24", "2001:db8::/32"}), b = set({"10.0.0.128/25", "10.0.1.0/24"});
  CHECK(texts(a.united(b)) == Texts{"10.0.0.0/23", "2001:db8::/32"});
  CHECK(texts(a.intersected(b)) == Texts{"10.0.0.128/25"});
  CHECK(texts(a.without(b)) == Texts{"10.0.0.0/25", "2001:db8::/32"});
  CHECK(texts(b.without(a)) == Texts{"10.0.1.0/24"});
  CHECK(a.without(a).empty());
  CHECK(a.covers(set({"10.0.0.7", "2001:db8:1::/48"})));
  CHECK_FALSE(a.covers(b));
  CHECK(a.covers(IpSet()));
  CHECK(texts(a.only(Family::ipv6)) == Texts{"2001:db8::/32"});
  CHECK(b.has(Family::ipv4));
  CHECK_FALSE(b.has(Family::ipv6));
}

TEST_CASE("holes at both ends of the address space", "[base][ip]") {
  const IpSet rest = IpSet::everything().without(set({"0.0.0.0", "255.255.255.255", "::/1", "8000::/1"}));
  CHECK_FALSE(rest.has(Family::ipv6));
  CHECK(rest.networks().size() == 62);  // /32 /31 … /2 upwards, and the mirror image down
  CHECK(rest.networks().front() == *Network::parse("0.0.0.1"));
  CHECK(rest.networks().back() == *Network::parse("255.255.255.254"));
}

TEST_CASE("networks that add up to a whole family are seen to", "[base][ip]") {
  CHECK(IpSet::everything().is_all_of(Family::ipv4));
  CHECK(IpSet::everything().is_all_of(Family::ipv6));
  CHECK(set({"0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2"}).is_all_of(Family::ipv4));
  CHECK_FALSE(set({"0.0.0.0/1", "128.0.0.0/2"}).is_all_of(Family::ipv4));
  CHECK_FALSE(set({"0.0.0.0/0"}).is_all_of(Family::ipv6));
}
