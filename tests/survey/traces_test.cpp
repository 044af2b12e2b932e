#include "survey/traces.h"

#include "support/catch.h"
#include "support/fake_resolver.h"

using namespace mailready;
using namespace mailready::survey;
using test::name;

namespace {

message::Header header_of(std::vector<std::pair<std::string, std::string>> signatures, const std::string& return_path) {
  message::Header header{.author = name("acme.example")};
  for (const auto& [domain, selector] : signatures) header.signatures.push_back({name(domain), selector});
  if (!return_path.empty()) header.return_path = name(return_path);
  return header;
}

std::string provider_of(const message::Header& header) {
  const Traces traces = traces_of(header);
  return traces.provider ? traces.provider->id : "";
}

Plan declaring(const std::string& sender) {
  Plan plan;
  plan.outbound.push_back(*parse_sender(sender, Role::primary));
  return plan;
}

using Signatures = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("who sent a message shows in a foreign signature, the return path, or a selector of its pattern",
          "[survey]") {
  const auto [signatures, return_path, provider] = GENERATE(table<Signatures, std::string, std::string>({
      {{{"acme.example", "x"}, {"pm.mtasv.net", "pm20"}}, "", "postmark"},
      {{{"acme.example", "x"}, {"sendgrid.net", "s"}}, "", "sendgrid"},
      {{{"acme.example", "x"}, {"amazonses.com", "abc"}}, "", "amazon-ses"},
      {{{"acme.example", "x"}}, "pm.mtasv.net", "postmark"},
      {{{"acme.example", "x"}}, "pm-bounces.acme.example", "postmark"},
      {{{"acme.example", "20260101pm"}}, "", "postmark"},
      {{{"acme.example", "x"}}, "", ""},
      {{{"acme.example", "x"}}, "bounces.acme.example", ""},
      {{{"partner.example", "20260101pm"}}, "", ""},
      {{}, "", ""},
  }));
  CAPTURE(signatures, return_path);
  CHECK(provider_of(header_of(signatures, return_path)) == provider);
}

TEST_CASE("only signatures with the domain, or one above or below it, give selectors", "[survey]") {
  const Traces traces = traces_of(header_of(
      {{"acme.example", "s1"}, {"mg.acme.example", "k1"}, {"pm.mtasv.net", "pm20"}, {"acme.example", "s1"}}, ""));
  CHECK(traces.selectors == std::vector<DeclaredSelector>{{"s1", {}}, {"k1", name("mg.acme.example")}});
}

TEST_CASE("a declared service takes what the plan leaves open, and only its own", "[survey]") {
  const Traces traces = traces_of(header_of({{"acme.example", "20260101pm"}}, "pm-bounces.acme.example"));
  const dns::Name domain = name("acme.example");

  Plan open = declaring("postmark");
  learn(open, domain, traces);
  CHECK(open.outbound[0].selectors == traces.selectors);
  CHECK(open.outbound[0].return_path == ReturnPath{ReturnPath::Kind::named, "pm-bounces.acme.example"});
  CHECK(open.traces.size() == 1);

  Plan settled = declaring("postmark:other");
  settled.outbound[0].return_path = {ReturnPath::Kind::self};
  learn(settled, domain, traces);
  CHECK(settled.outbound[0].selectors.at(0).selector == "other");
  CHECK(settled.outbound[0].return_path.kind == ReturnPath::Kind::self);

  Plan other = declaring("sendgrid");
  learn(other, domain, traces);
  CHECK(other.outbound[0].selectors.empty());
  CHECK(other.traces.size() == 1);
}

TEST_CASE("a return path is the domain itself, a name below it, or the service's own", "[survey]") {
  const auto [path, kind] = GENERATE(table<std::string, ReturnPath::Kind>({
      {"acme.example", ReturnPath::Kind::self},
      {"pm-bounces.acme.example", ReturnPath::Kind::named},
      {"pm.mtasv.net", ReturnPath::Kind::provider},
      {"", ReturnPath::Kind::unnamed},
  }));
  Plan plan = declaring("postmark");
  learn(plan, name("acme.example"), traces_of(header_of({{"acme.example", "20260101pm"}}, path)));
  CHECK(plan.outbound[0].return_path.kind == kind);
}
