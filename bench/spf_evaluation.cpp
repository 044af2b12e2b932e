// Evaluates one SPF record over and over with a warm cache, to be counted by callgrind:
//
//   valgrind --tool=callgrind build/release/bench/spf_evaluation 1
//   valgrind --tool=callgrind build/release/bench/spf_evaluation 101
//
// A hundredth of the difference is what one evaluation takes: check_host(), the cache, and parsing each record anew. The
// records are those of Postmark and SendGrid, three lookups; no network matches, so that all of them is evaluated.
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "dns/cache.h"
#include "dns/zone_resolver.h"
#include "mail/spf/check_host.h"

using namespace mailready;

namespace {

void add(dns::ZonePart& part, std::string_view owner, std::vector<std::string> strings) {
  part.add({.owner = *dns::Name::parse(owner),
            .type = dns::Type::txt,
            .ttl = std::chrono::hours(24),
            .rdata = dns::Txt{std::move(strings)}});
}

dns::ZonePart records() {
  dns::ZonePart part;
  add(part, "acme.example", {"v=spf1 include:spf.mtasv.net include:sendgrid.net -all"});
  add(part, "spf.mtasv.net",
      {"v=spf1 ip4:50.31.156.96/27 ip4:104.245.209.192/26 ip4:50.31.205.0/24 ip4:147.160.158.0/24 ~all"});
  add(part, "sendgrid.net",
      {"v=spf1 ip4:167.89.0.0/17 ip4:208.117.48.0/20 ip4:50.31.32.0/19 ip4:198.37.144.0/20",
       " ip4:198.21.0.0/21 ip4:192.254.112.0/20 ip4:168.245.0.0/17 ip4:149.72.0.0/16 ip4:159.183.0.0/16",
       " include:ab.sendgrid.net ~all"});
  add(part, "ab.sendgrid.net",
      {"v=spf1 ip4:223.165.113.0/24 ip4:223.165.115.0/24 ip4:223.165.118.0/23 ip4:223.165.120.0/23 ~all"});
  return part;
}

dns::Task<> evaluate(dns::Resolver& resolver, int times) {
  const spf::Session session{
      .client = *IpAddress::parse("185.10.20.7"), .sender = {"news", "acme.example"}, .helo = "mx.acme.example"};
  for (int i = 0; i < times; ++i) {
    const spf::Evaluation evaluation = co_await spf::check_host(resolver, session, "acme.example");
    if (evaluation.result != spf::Evaluation::Result::fail || evaluation.lookups != 3) std::abort();
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int times = argc > 1 ? std::atoi(argv[1]) : 1;
  dns::Loop loop;
  dns::ZoneResolver zones({}, {records()});
  dns::Cache cache(loop, zones);
  loop.run(evaluate(cache, times));
  std::cout << times << " evaluations\n";
}
