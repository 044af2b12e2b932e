#include "mail/spf/void_limit.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

/// Whether the void lookups of `terms` at acme.example stop mail. Hosts 4a to 4d have an IPv4 address only, 6a to 6d an
/// IPv6 one; goneN.example does not exist.
static bool stops_mail(const std::string& terms) {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 " + terms},
                   {"six.example", "TXT", "v=spf1 ip6:2a05:10:20::/48 -all"},
                   {"voids.example", "TXT", "v=spf1 a:4b.example a:4c.example ?all"},
                   {"there.example", "A", "127.0.0.2"}};
  for (const std::string letter : {"a", "b", "c", "d"}) {
    dns.add({"4" + letter + ".example", "A", "185.10.20.7"});
    dns.add({"6" + letter + ".example", "AAAA", "2a05:10:21::7"});
  }
  return void_limit_stops_mail(test::run(walk_tree(dns, test::name("acme.example"))));
}

TEST_CASE("The limit of void lookups is two", "[mail][spf]") {
  CHECK_FALSE(is_over_void_limit(2));
  CHECK(is_over_void_limit(3));
}

TEST_CASE("Void lookups past the limit stop mail over IPv4 in any case", "[mail][spf]") {
  const auto [terms, stops] = GENERATE(table<std::string, bool>({
      {"-all", false},
      {"a:gone1.example mx:gone2.example -all", false},
      {"a:gone1.example mx:gone2.example exists:gone3.example -all", true},
      {"a:6a.example a:6b.example a:6c.example -all", true},
      {"ip4:0.0.0.0/0 a:6a.example a:6b.example a:6c.example -all", true},
      {"-all a:gone1.example a:gone2.example a:gone3.example", false},
  }));
  CAPTURE(terms);
  CHECK(stops_mail(terms) == stops);
}

TEST_CASE("Over IPv6 they stop what a term behind the third of them passes", "[mail][spf]") {
  const std::string three = "a:4a.example a:4b.example a:4c.example ";
  const auto [terms, stops] = GENERATE_COPY(table<std::string, bool>({
      {three + "-all", false},
      {three + "ip4:185.10.21.0/24 -all", false},
      {three + "ip6:2a05:10:20::/48 -all", true},
      {three + "a:6d.example -all", true},
      {three + "exists:there.example -all", true},
      {three + "+all", true},
      {three + "?all", false},
      {three + "-ip6:2a05:10:20::/48 ~all", false},
      // Two are allowed, and the third counts for what stands behind it only.
      {"a:4a.example a:4b.example ip6:2a05:10:20::/48 -all", false},
      {"a:4a.example a:4b.example ip6:2a05:10:20::/48 a:4c.example -all", false},
      // A term in front of them passes the same senders.
      {"ip6:2a05:10::/32 " + three + "ip6:2a05:10:20::/48 -all", false},
      {"ip6:2a05:10:20::/49 " + three + "ip6:2a05:10:20::/48 -all", true},
      // Somebody else's record counts as the domain's own does.
      {three + "include:six.example -all", true},
      {three + "redirect=six.example", true},
      {three + "-include:six.example ?all", false},
      {"a:4a.example include:voids.example ip6:2a05:10:20::/48 -all", true},
  }));
  CAPTURE(terms);
  CHECK(stops_mail(terms) == stops);
}
