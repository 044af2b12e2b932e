#include "mail/spf/reverse_mapping.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

namespace {

constexpr const char* reverse4 = "7.20.10.185.in-addr.arpa";
constexpr const char* reverse6 = "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.5.0.a.2.ip6.arpa";

ReverseMapping mapping(FakeResolver& dns, std::string_view address = "185.10.20.7") {
  return test::run(reverse_mapping(dns, IpAddress::parse(address).value()));
}

/// "h1.example h2.example"
std::string names_of(const ReverseMapping& reverse) {
  std::string text;
  for (const dns::Name& name : reverse.validated) text += (text.empty() ? "" : " ") + name.to_string();
  return text;
}

ReverseMapping of_names(const std::vector<std::string>& names) {
  ReverseMapping reverse;
  for (const std::string& name : names) reverse.validated.push_back(test::name(name));
  return reverse;
}

}  // namespace

TEST_CASE("The names that lead back to the address count, in the order of the answer", "[mail][spf]") {
  FakeResolver dns{
      {reverse4, "PTR", "z.example"},    {reverse4, "PTR", "other.example"}, {reverse4, "PTR", "a.example"},
      {reverse4, "PTR", "gone.example"}, {"z.example", "A", "185.10.20.7"},  {"other.example", "A", "185.10.20.8"},
      {"a.example", "A", "185.10.20.9"}, {"a.example", "A", "185.10.20.7"},  {"other.example", "AAAA", "2a05::7"}};
  CHECK(names_of(mapping(dns)) == "z.example a.example");
  CHECK(dns.times_asked("z.example", "AAAA") == 0);
}

TEST_CASE("An IPv6 address is asked for by its nibbles, and its names by AAAA", "[mail][spf]") {
  FakeResolver dns{{reverse6, "PTR", "six.example"},
                   {reverse6, "PTR", "four.example"},
                   {"six.example", "AAAA", "2a05:10:20::7"},
                   {"four.example", "A", "185.10.20.7"}};
  CHECK(names_of(mapping(dns, "2a05:10:20::7")) == "six.example");
  CHECK(dns.times_asked("six.example", "A") == 0);
}

TEST_CASE("No more than ten names are asked for", "[mail][spf]") {
  FakeResolver dns;
  std::string first_ten;
  for (int i = 1; i <= 12; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    dns.add({reverse4, "PTR", host});
    dns.add({host, "A", "185.10.20.7"});
    if (i <= 10) first_ten += (i == 1 ? "" : " ") + host;
  }
  CHECK(names_of(mapping(dns)) == first_ten);
  CHECK(dns.times_asked("h10.example", "A") == 1);
  CHECK(dns.times_asked("h11.example", "A") == 0);
  CHECK(dns.asked().size() == 1 + 10);
}

TEST_CASE("A name that gets no answer is not validated, and keeps no other from it", "[mail][spf]") {
  FakeResolver dns{
      {reverse4, "PTR", "silent.example"}, {reverse4, "PTR", "h.example"}, {"h.example", "A", "185.10.20.7"}};
  dns.fail("silent.example", "A", GENERATE(dns::Failure::Kind::timed_out, dns::Failure::Kind::server_failed));
  const ReverseMapping reverse = mapping(dns);
  CHECK(names_of(reverse) == "h.example");
  CHECK_FALSE(reverse.is_void);
}

TEST_CASE("A reverse mapping is void where there is none, and not where it got no answer", "[mail][spf]") {
  FakeResolver nothing, no_pointer{{reverse4, "TXT", "none"}}, silent, dangling{{reverse4, "PTR", "gone.example"}};
  silent.fail(reverse4, "PTR");
  CHECK(mapping(nothing).is_void);
  CHECK(mapping(no_pointer).is_void);
  CHECK_FALSE(mapping(silent).is_void);
  CHECK_FALSE(mapping(dangling).is_void);
  for (FakeResolver* dns : {&nothing, &no_pointer, &silent, &dangling}) CHECK(mapping(*dns).validated.empty());
}

TEST_CASE("The name for a domain is itself, else the first below it, else the first, else unknown", "[mail][spf]") {
  const auto [names, expected] = GENERATE(table<std::vector<std::string>, std::string>({
      {std::vector<std::string>(), "unknown"},
      {{"x.example", "y.example"}, "x.example"},
      {{"x.example", "b.acme.example", "a.acme.example"}, "b.acme.example"},
      {{"b.acme.example", "Acme.Example"}, "acme.example"},
      {{"xacme.example", "example"}, "xacme.example"},
  }));
  CAPTURE(expected);
  CHECK(of_names(names).name_for(test::name("acme.example")) == expected);
}
