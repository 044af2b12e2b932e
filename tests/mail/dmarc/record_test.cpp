#include "mail/dmarc/record.h"

#include "support/catch.h"

using namespace mailready;
using dmarc::Policy;

TEST_CASE("DMARC record is read with its defaults", "[mail][dmarc]") {
  const auto record = dmarc::parse("v=DMARC1; p=reject");
  REQUIRE(record);
  CHECK(record->policy == Policy::reject);
  CHECK(record->subdomain_policy == std::nullopt);
  CHECK(record->dkim_alignment == dmarc::Alignment::relaxed);
  CHECK(record->spf_alignment == dmarc::Alignment::relaxed);
  CHECK(record->public_suffix == dmarc::PublicSuffix::unspecified);
  CHECK_FALSE(record->testing);
  CHECK(record->aggregate_reports.empty());
}

TEST_CASE("DMARC record is read with all its tags", "[mail][dmarc]") {
  const auto record = dmarc::parse(
      "v = DMARC1;p=Quarantine ; sp=none; np=REJECT; adkim=s; aspf=S; t=y; psd=n; "
      "rua=mailto:a@acme.example!10m , MAILTO:b@reports.example?subject=x; fo=1; pct=50;");
  REQUIRE(record);
  CHECK(record->policy == Policy::quarantine);
  CHECK(record->subdomain_policy == Policy::none);
  CHECK(record->nonexistent_policy == Policy::reject);
  CHECK(record->dkim_alignment == dmarc::Alignment::strict);
  CHECK(record->spf_alignment == dmarc::Alignment::strict);
  CHECK(record->testing);
  CHECK(record->public_suffix == dmarc::PublicSuffix::no);
  CHECK(record->aggregate_reports ==
        std::vector<std::string>{"mailto:a@acme.example", "MAILTO:b@reports.example?subject=x"});
}

TEST_CASE("DMARC passes over unknown tags, bad values of lesser tags and what is no tag", "[mail][dmarc]") {
  const auto [text, policy] = GENERATE(table<std::string, std::optional<Policy>>({
      {"v=DMARC1", std::nullopt},
      {"v=DMARC1;", std::nullopt},
      {"v=DMARC1; rua=mailto:a@acme.example", std::nullopt},
      {"v=DMARC1; p=none; zz=1", Policy::none},
      {"v=DMARC1;; p=none", Policy::none},
      {"v=DMARC1; p=none; nonsense", Policy::none},
      {"v=DMARC1; p=none; sp=bogus; adkim=x; aspf=; psd=q; t=maybe; ri=day", Policy::none},
      {"v=DMARC1; rua=mailto:a@acme.example; p=reject", Policy::reject},
  }));
  CAPTURE(text);
  const auto record = dmarc::parse(text);
  REQUIRE(record);
  CHECK(record->policy == policy);
  CHECK(record->subdomain_policy == std::nullopt);
  CHECK(record->dkim_alignment == dmarc::Alignment::relaxed);
}

TEST_CASE("DMARC record is malformed", "[mail][dmarc]") {
  const auto [text, complaint] = GENERATE(table<std::string, std::string>({
      {"p=reject; v=DMARC1", "not the first tag"},
      {"v=DMARC2; p=reject", "not DMARC1"},
      {"v=dmarc1; p=reject", "not DMARC1"},
      {"v=DMARC1 p=reject", "not DMARC1"},
      {" v=DMARC1; p=reject", "white space"},
      {"p=reject", "not the first tag"},
      {"v=DMARC1; p=block", "\"block\""},
      {"v=DMARC1; p=", "p= is \"\""},
      {"v=DMARC1; p=none; p=reject", "p= stands twice"},
      {"v=DMARC1; p=none; rua=dmarc@acme.example", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=https://acme.example/dmarc", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=mailto:dmarc", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=mailto:@acme.example", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=mailto:a@", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=mailto:a@acme..example", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=mailto:a@acme.example mailto:b@acme.example", "no mailto: URI"},
      {"v=DMARC1; p=none; rua=mailto:a@acme.example, b@acme.example", "\"b@acme.example\""},
  }));
  CAPTURE(text);
  const auto record = dmarc::parse(text);
  REQUIRE_FALSE(record);
  CHECK_THAT(record.error().message, contains_text(complaint));
}

TEST_CASE("DMARC text is told from other texts at the name", "[mail][dmarc]") {
  const auto [text, meant] = GENERATE(table<std::string, bool>({
      {"v=DMARC1; p=none", true},
      {"V = dmarc1", true},
      {" v=DMARC", true},
      {"p=reject; v=DMARC1", true},
      {"rua=mailto:a@acme.example; P = none", true},
      {"v=DMRAC1; p=none", true},
      {"v=spf1 -all", false},
      {"v=DKIM1; k=rsa; p=MIGf", false},  // a wildcard's key
      {"p", false},
      {"", false},
      {"dmarc", false},
      {"sp=none", false},
  }));
  CAPTURE(text);
  CHECK(dmarc::is_meant_as_policy(text) == meant);
}

TEST_CASE("DMARC report URI names a domain", "[mail][dmarc]") {
  const auto [uri, domain] = GENERATE(table<std::string, std::string>({
      {"mailto:a@Acme.example", "acme.example"},
      {"MAILTO:a@acme.example?subject=x@y", "acme.example"},
      {"mailto:a%2Cb%40c@acme.example", "acme.example"},
      {"mailto:a@acme%2eexample", "acme.example"},
      {"mailto:a@acme.example%", "acme.example\\037"},  // a stray "%" stays
      {"mailto:a@acme%2", "acme\\0372"},
      {"mailto:a%40acme.example", ""},
      {"mailto:a@%2E", ""},
      {"https://acme.example/a@b", ""},
  }));
  CAPTURE(uri);
  const auto found = dmarc::report_domain(uri);
  CHECK((found ? found->to_string() : "") == domain);
}
