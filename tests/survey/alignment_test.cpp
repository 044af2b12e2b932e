// By which names the mail of a declared sender passes DMARC: the keys and return paths that its set-up has, under the
// modes of the policy.
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/survey.h"

using namespace mailready;
using namespace mailready::survey;
using test::FakeResolver;
using test::name;

namespace {

// A key of Ed25519 (RFC 8463, appendix A.2).
constexpr const char* key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// "" where there is none, "?" where it is not known.
std::string text_of(const Fact<dns::Name>& leg) {
  if (leg.unknown()) return "?";
  return leg ? leg->to_string() : "";
}

struct SetUp {
  std::string checked = "acme.example";
  std::string modes{};  ///< tags behind the policy of acme.example
  std::string sender = "sendgrid:s1";
  std::string return_path{};     ///< as --return-path takes it
  std::string sending_domain{};  ///< as a plan file names it
};

FakeResolver records(const std::string& modes) {
  return {
      {"_dmarc.acme.example", "TXT", "v=DMARC1; p=reject; " + modes},
      {"acme.example", "TXT", "v=spf1 include:sendgrid.net include:_spf.google.com -all"},
      {"news.acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
      {"sendgrid.net", "TXT", "v=spf1 ip4:167.89.0.0/17 ~all"},
      {"_spf.google.com", "TXT", "v=spf1 ip4:74.125.0.0/16 ~all"},
      {"em.acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
      {"em.news.acme.example", "TXT", "v=spf1 include:sendgrid.net -all"},
      {"bounce.acme.example", "TXT", "v=spf1 include:_spf.google.com -all"},
      {"s1._domainkey.acme.example", "TXT", key},
      {"s2._domainkey.news.acme.example", "TXT", key},
      {"s3._domainkey.mail.acme.example", "TXT", key},
      {"void._domainkey.acme.example", "TXT", "v=DKIM1; p="},
  };
}

SenderFacts survey_sender(FakeResolver& resolver, const SetUp& set_up) {
  Plan plan;
  plan.outbound.push_back(*parse_sender(set_up.sender, Role::primary));
  if (!set_up.return_path.empty()) plan.outbound[0].return_path = *parse_return_path(set_up.return_path);
  if (!set_up.sending_domain.empty()) plan.outbound[0].sending_domain = name(set_up.sending_domain);
  Options options{.needs = {Need::senders}, .discover = false};
  return test::run(survey::survey({resolver}, name(set_up.checked), std::move(plan), options)).senders.at(0);
}

}  // namespace

TEST_CASE("DKIM is aligned by a signing domain that the mode lets pass", "[survey][dmarc]") {
  struct Case {
    std::string checked, sender, relaxed, strict;
  };
  const Case c = GENERATE(values<Case>({
      {"acme.example", "sendgrid:s1", "acme.example", "acme.example"},
      {"acme.example", "sendgrid:s3@mail.acme.example", "mail.acme.example", ""},
      {"acme.example", "sendgrid:s3@mail.acme.example,s1", "mail.acme.example", "acme.example"},  // some align
      {"acme.example", "sendgrid:void,s2@news.acme.example", "news.acme.example", ""},            // some are usable
      {"acme.example", "sendgrid:void", "", ""},
      {"news.acme.example", "sendgrid:s2", "news.acme.example", "news.acme.example"},
      {"news.acme.example", "sendgrid:s1@acme.example", "acme.example", ""},            // the organisation's key
      {"news.acme.example", "sendgrid:s3@mail.acme.example", "mail.acme.example", ""},  // a sibling's
      {"news.acme.example", "sendgrid:s1", "", ""},                                     // no key at its own name
  }));
  CAPTURE(c.checked, c.sender);
  FakeResolver relaxed = records("adkim=r; aspf=s"), strict = records("adkim=s; aspf=r");
  CHECK(text_of(survey_sender(relaxed, {.checked = c.checked, .sender = c.sender}).dkim_aligned) == c.relaxed);
  CHECK(text_of(survey_sender(strict, {.checked = c.checked, .sender = c.sender}).dkim_aligned) == c.strict);
}

TEST_CASE("SPF is aligned by an envelope domain that the mode lets pass", "[survey][dmarc]") {
  struct Case {
    std::string shows, checked, return_path, relaxed, strict;
  };
  const Case c = GENERATE(values<Case>({
      {"a label below the domain", "acme.example", "em", "em.acme.example", ""},
      {"the domain itself", "acme.example", "self", "acme.example", "acme.example"},
      {"the ESP's own domain", "acme.example", "provider", "", ""},
      {"a label that does not exist", "acme.example", "em2", "", ""},
      {"a name without this ESP", "acme.example", "bounce", "", ""},
      {"a sub-domain's own label", "news.acme.example", "em", "em.news.acme.example", ""},
      {"a name beside a sub-domain", "news.acme.example", "em.acme.example", "em.acme.example", ""},
      {"the sub-domain itself", "news.acme.example", "self", "news.acme.example", "news.acme.example"},
      {"the organisation's name", "news.acme.example", "acme.example", "acme.example", ""},
      {"nobody said, and an include at the domain is no envelope", "acme.example", "", "", ""},
  }));
  CAPTURE(c.shows);
  FakeResolver relaxed = records("adkim=s; aspf=r"), strict = records("adkim=r; aspf=s");
  CHECK(text_of(survey_sender(relaxed, {.checked = c.checked, .return_path = c.return_path}).spf_aligned) == c.relaxed);
  CHECK(text_of(survey_sender(strict, {.checked = c.checked, .return_path = c.return_path}).spf_aligned) == c.strict);
}

TEST_CASE("The domain is the envelope of a mailbox service only where nothing else is named", "[survey][dmarc]") {
  struct Case {
    std::string return_path, sending_domain, aligned;
  };
  const Case c = GENERATE(values<Case>({
      {"", "", "acme.example"},
      {"self", "", "acme.example"},
      {"bounce", "", "bounce.acme.example"},
      {"em", "", ""},  // passes another
      {"provider", "", ""},
      {"", "acme.example", "acme.example"},
      {"", "news.acme.example", ""},  // passes another
      {"", "bounce.acme.example", "bounce.acme.example"},
  }));
  CAPTURE(c.return_path, c.sending_domain);
  FakeResolver resolver = records("");
  const SenderFacts sender = survey_sender(
      resolver, {.sender = "google-workspace", .return_path = c.return_path, .sending_domain = c.sending_domain});
  CHECK(text_of(sender.spf_aligned) == c.aligned);
}

TEST_CASE("A key or name without an answer leaves alignment open where it could be aligned", "[survey][dmarc]") {
  struct Case {
    std::string modes, dkim, spf;
  };
  const Case c = GENERATE(values<Case>({
      {"", "?", "?"},
      {"adkim=s", "", "?"},
      {"aspf=s", "?", ""},
  }));
  CAPTURE(c.modes);
  FakeResolver resolver = records(c.modes);
  resolver.fail("s3._domainkey.mail.acme.example", "TXT");
  resolver.fail("em.acme.example", "TXT");
  const SenderFacts sender = survey_sender(resolver, {.sender = "sendgrid:s3@mail.acme.example", .return_path = "em"});
  CHECK(text_of(sender.dkim_aligned) == c.dkim);
  CHECK(text_of(sender.spf_aligned) == c.spf);

  // Whatever is not answered, one name that is aligned is enough.
  const SetUp set_up{.sender = "sendgrid:s3@mail.acme.example,s1", .return_path = "self"};
  const SenderFacts settled = survey_sender(resolver, set_up);
  CHECK(text_of(settled.dkim_aligned) == "acme.example");
  CHECK(text_of(settled.spf_aligned) == "acme.example");
}

TEST_CASE("psd=n sets a sending domain apart", "[survey][dmarc]") {
  FakeResolver resolver = records("");
  const SetUp set_up{.sender = "sendgrid:s2@news.acme.example", .return_path = "em.news.acme.example"};
  CHECK(text_of(survey_sender(resolver, set_up).dkim_aligned) == "news.acme.example");
  CHECK(text_of(survey_sender(resolver, set_up).spf_aligned) == "em.news.acme.example");
  resolver.add({"_dmarc.news.acme.example", "TXT", "v=DMARC1; p=none; psd=n"});
  CHECK(text_of(survey_sender(resolver, set_up).dkim_aligned).empty());
  CHECK(text_of(survey_sender(resolver, set_up).spf_aligned).empty());
}
