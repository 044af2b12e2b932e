#include "mail/dmarc/discovery.h"

#include "mail/dmarc/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"

using namespace mailready;
using dmarc::Policy;
using dmarc::Walk;
using test::FakeResolver;
using test::name;

static Walk walk(FakeResolver& resolver, std::string_view domain) {
  return test::run(dmarc::walk_tree(resolver, name(domain)));
}

/// Names, and the texts at `_dmarc` below them.
using Texts = std::vector<std::pair<std::string, std::string>>;

static FakeResolver policies(const Texts& records) {
  FakeResolver resolver;
  for (const auto& [owner, text] : records) resolver.add({"_dmarc." + owner, "TXT", text});
  return resolver;
}

static std::vector<std::string> names_asked(const Walk& walk) {
  std::vector<std::string> names;
  for (const dmarc::Step& step : walk.steps) names.push_back(step.name.to_string());
  return names;
}

TEST_CASE("DMARC walk goes from the name to its top-level domain, all at once", "[mail][dmarc]") {
  FakeResolver resolver;
  const Walk found = walk(resolver, "a.mail.acme.example");
  CHECK(names_asked(found) ==
        std::vector<std::string>{"a.mail.acme.example", "mail.acme.example", "acme.example", "example"});
  CHECK(resolver.times_asked("_dmarc.example", "TXT") == 1);
  CHECK(resolver.most_at_once() == 4);
  CHECK(found.policy_step().absent());
  CHECK(*found.organisational_domain() == name("a.mail.acme.example"));
}

TEST_CASE("DMARC walk takes eight queries at the most", "[mail][dmarc]") {
  FakeResolver resolver;
  // RFC 9989, section 4.10: nine labels and more go on with the last seven.
  CHECK(names_asked(walk(resolver, "a.b.c.d.e.f.g.h.i.j.mail.example.com")) ==
        std::vector<std::string>{"a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com",
                                 "h.i.j.mail.example.com", "i.j.mail.example.com", "j.mail.example.com",
                                 "mail.example.com", "example.com", "com"});
  CHECK(names_asked(walk(resolver, "h.g.f.e.d.c.b.com")).size() == 8);
  CHECK(names_asked(walk(resolver, "h.g.f.e.d.c.b.com"))[1] == "g.f.e.d.c.b.com");
  CHECK(names_asked(walk(resolver, "com")).size() == 1);
  CHECK(walk(resolver, ".").steps.empty());
}

TEST_CASE("DMARC walk skips an ancestor whose policy name would be too long", "[mail][dmarc]") {
  FakeResolver resolver;
  const std::string label(62, 'a');
  const std::string longest = label + "." + label + "." + label + "." + label;  // 253 octets on the wire
  const Walk found = walk(resolver, longest);
  CHECK(found.steps.size() == 4);
  CHECK(resolver.asked().size() == 3);
  CHECK(found.policy_step().absent());
}

TEST_CASE("DMARC policy and organisational domain come from the right record", "[mail][dmarc]") {
  struct Example {
    std::string shows;
    Texts records;
    std::string policy_at;  ///< "": nowhere
    Policy policy;
    std::string organisation;
  };
  const auto example = GENERATE(values<Example>({
      {"the domain's own",
       {{"eu.acme.example", "v=DMARC1; p=reject"}},
       "eu.acme.example",
       Policy::reject,
       "eu.acme.example"},
      {"the shortest name's, where no record says psd",
       {{"acme.example", "v=DMARC1; p=quarantine"}},
       "acme.example",
       Policy::quarantine,
       "acme.example"},
      {"the domain's own before its organisation's",
       {{"eu.acme.example", "v=DMARC1; p=none"}, {"acme.example", "v=DMARC1; p=reject; sp=reject"}},
       "eu.acme.example",
       Policy::none,
       "acme.example"},
      {"sp= for what stands below the record",
       {{"acme.example", "v=DMARC1; p=reject; sp=quarantine"}},
       "acme.example",
       Policy::quarantine,
       "acme.example"},
      {"np= is for names that do not exist",
       {{"acme.example", "v=DMARC1; p=none; np=reject"}},
       "acme.example",
       Policy::none,
       "acme.example"},
      {"sp= does not hold for the record's owner",
       {{"eu.acme.example", "v=DMARC1; p=reject; sp=none"}},
       "eu.acme.example",
       Policy::reject,
       "eu.acme.example"},
      {"no p= means none", {{"acme.example", "v=DMARC1"}}, "acme.example", Policy::none, "acme.example"},
      {"t=y lowers reject",
       {{"acme.example", "v=DMARC1; p=reject; t=y"}},
       "acme.example",
       Policy::quarantine,
       "acme.example"},
      {"t=y lowers quarantine",
       {{"acme.example", "v=DMARC1; p=quarantine; t=y"}},
       "acme.example",
       Policy::none,
       "acme.example"},
      {"psd=n ends the walk",
       {{"eu.acme.example", "v=DMARC1; p=none; psd=n"}, {"acme.example", "v=DMARC1; p=reject"}},
       "eu.acme.example",
       Policy::none,
       "eu.acme.example"},
      {"psd=y makes the name below it the organisation",
       {{"acme.example", "v=DMARC1; p=quarantine"}, {"example", "v=DMARC1; p=reject; psd=y"}},
       "acme.example",
       Policy::quarantine,
       "acme.example"},
      {"the public suffix domain's, where the organisation has none",
       {{"example", "v=DMARC1; p=none; sp=reject; psd=y"}},
       "example",
       Policy::reject,
       "acme.example"},
      {"psd=y at the start is not a boundary above it",
       {{"eu.acme.example", "v=DMARC1; p=reject; psd=y"}, {"acme.example", "v=DMARC1; p=none"}},
       "eu.acme.example",
       Policy::reject,
       "eu.acme.example"},
      {"a top-level domain's record counts", {{"example", "v=DMARC1; p=reject"}}, "example", Policy::reject, "example"},
      {"several records are none",
       {{"eu.acme.example", "v=DMARC1; p=none"},
        {"eu.acme.example", "v=DMARC1; p=reject"},
        {"acme.example", "v=DMARC1; p=quarantine"}},
       "acme.example",
       Policy::quarantine,
       "acme.example"},
      {"a text without the version is discarded beside one that has it",
       {{"eu.acme.example", "p=reject; v=DMARC1"}, {"eu.acme.example", "v=DMARC1; p=quarantine"}},
       "eu.acme.example",
       Policy::quarantine,
       "eu.acme.example"},
      {"a malformed record is none",
       {{"eu.acme.example", "v=DMARC1; p=block"}, {"acme.example", "v=DMARC1; p=reject"}},
       "acme.example",
       Policy::reject,
       "acme.example"},
      {"other texts are ignored", {{"eu.acme.example", "v=spf1 -all"}}, "", Policy::none, "eu.acme.example"},
  }));
  CAPTURE(example.shows);
  FakeResolver resolver = policies(example.records);
  const Walk found = walk(resolver, "eu.acme.example");
  const auto step = found.policy_step();
  REQUIRE_FALSE(step.unknown());
  CHECK((step ? step->name.to_string() : "") == example.policy_at);
  CHECK(found.effective_policy() == example.policy);
  REQUIRE(found.organisational_domain());
  CHECK(found.organisational_domain()->to_string() == example.organisation);
}

TEST_CASE("DMARC walk ends at a boundary", "[mail][dmarc]") {
  FakeResolver resolver = policies({{"acme.example", "v=DMARC1; p=none; psd=n"}});
  resolver.fail("_dmarc.example", "TXT");
  const Walk found = walk(resolver, "eu.acme.example");
  CHECK(names_asked(found) == std::vector<std::string>{"eu.acme.example", "acme.example"});
  CHECK(*found.organisational_domain() == name("acme.example"));
}

TEST_CASE("DMARC step keeps what stands at a name", "[mail][dmarc]") {
  FakeResolver resolver = policies({{"acme.example", "v=DMARC1; p=none"},
                                    {"acme.example", "v=DMARC1; p=reject"},
                                    {"acme.example", "v=spf1 -all"},
                                    {"example", "p=none"}});
  const Walk found = walk(resolver, "acme.example");
  REQUIRE(found.steps.size() == 2);
  CHECK(found.steps[0].policies.size() == 2);
  CHECK_FALSE(found.steps[0].record);
  CHECK_FALSE(found.steps[0].error);
  CHECK(found.steps[1].policies == std::vector<std::string>{"p=none"});
  CHECK(found.steps[1].error);
}

TEST_CASE("DMARC record may stand behind an alias", "[mail][dmarc]") {
  FakeResolver resolver{{"_dmarc.acme.example", "CNAME", "acme._dmarc.hosted.example"},
                        {"acme._dmarc.hosted.example", "TXT", "v=DMARC1; p=reject"}};
  CHECK(walk(resolver, "acme.example").effective_policy() == Policy::reject);
}

TEST_CASE("DMARC policy is unknown where an answer that could change it is missing", "[mail][dmarc]") {
  SECTION("the domain's own") {
    FakeResolver resolver = policies({{"acme.example", "v=DMARC1; p=reject"}});
    resolver.fail("_dmarc.eu.acme.example", "TXT");
    const Walk found = walk(resolver, "eu.acme.example");
    REQUIRE(found.policy_step().unknown());
    CHECK(found.policy_step().failure().question.name == name("_dmarc.eu.acme.example"));
    CHECK(found.organisational_domain().unknown());
  }
  SECTION("an ancestor's, and the domain has none") {
    FakeResolver resolver = policies({{"acme.example", "v=DMARC1; p=reject"}});
    resolver.fail("_dmarc.example", "TXT");
    CHECK(walk(resolver, "eu.acme.example").policy_step().unknown());
  }
  SECTION("an ancestor's, and the domain has its own: only the organisation is unknown") {
    FakeResolver resolver = policies({{"acme.example", "v=DMARC1; p=reject"}});
    resolver.fail("_dmarc.example", "TXT");
    const Walk found = walk(resolver, "acme.example");
    REQUIRE(found.policy_step());
    CHECK(found.effective_policy() == Policy::reject);
    CHECK(found.organisational_domain().unknown());
  }
}
