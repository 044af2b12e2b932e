#include "mail/dmarc/alignment.h"

#include "mail/dmarc/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"

using namespace mailready;
using dmarc::Alignment;
using test::FakeResolver;
using test::name;

/// Names, and the texts at `_dmarc` below them; "?" is no answer.
using Texts = std::vector<std::pair<std::string, std::string>>;

static std::string alignment(const Texts& records, const std::string& identifier, const std::string& author,
                             Alignment mode = Alignment::relaxed) {
  FakeResolver resolver;
  for (const auto& [owner, text] : records) {
    if (text == "?")
      resolver.fail("_dmarc." + owner, "TXT");
    else
      resolver.add({"_dmarc." + owner, "TXT", text});
  }
  const dmarc::Walk of_identifier = test::run(dmarc::walk_tree(resolver, name(identifier)));
  const dmarc::Walk of_author = test::run(dmarc::walk_tree(resolver, name(author)));
  const auto aligned = dmarc::aligned(of_identifier, of_author, mode);
  return aligned.unknown() ? "unknown" : aligned.present() ? "aligned" : "no";
}

TEST_CASE("DMARC alignment compares organisational domains, or names where it is strict", "[mail][dmarc]") {
  struct Case {
    std::string identifier, author, relaxed, strict;
  };
  const Case c = GENERATE(values<Case>({
      {"acme.example", "acme.example", "aligned", "aligned"},
      {"em.acme.example", "acme.example", "aligned", "no"},
      {"a.b.c.acme.example", "acme.example", "aligned", "no"},
      {"acme.example", "news.acme.example", "aligned", "no"},     // the organisation signs for a sub-domain
      {"em.acme.example", "news.acme.example", "aligned", "no"},  // siblings
      {"news.acme.example", "news.acme.example", "aligned", "aligned"},
      {"sendgrid.net", "acme.example", "no", "no"},
      {"myacme.example", "acme.example", "no", "no"},
      {"example", "acme.example", "no", "no"},
  }));
  CAPTURE(c.identifier, c.author);
  const Texts records{{"acme.example", "v=DMARC1; p=reject"}};
  CHECK(alignment(records, c.identifier, c.author) == c.relaxed);
  CHECK(alignment(records, c.identifier, c.author, Alignment::strict) == c.strict);
}

TEST_CASE("DMARC alignment takes the organisational domain from the tree walk", "[mail][dmarc]") {
  const std::string reject = "v=DMARC1; p=reject", apart = "v=DMARC1; p=reject; psd=n",
                    suffix = "v=DMARC1; p=none; psd=y";
  struct Case {
    std::string shows;
    Texts records;
    std::string identifier, author, outcome;
  };
  const Case c = GENERATE_COPY(values<Case>({
      {"a record of the sub-domain changes nothing",
       {{"acme.example", reject}, {"mg.acme.example", reject}},
       "mg.acme.example",
       "acme.example",
       "aligned"},
      {"psd=n sets the signing domain apart",
       {{"acme.example", reject}, {"mg.acme.example", apart}},
       "mg.acme.example",
       "acme.example",
       "no"},
      {"psd=n sets the author apart",
       {{"acme.example", reject}, {"news.acme.example", apart}},
       "acme.example",
       "news.acme.example",
       "no"},
      {"below psd=n they belong together",
       {{"acme.example", reject}, {"news.acme.example", apart}},
       "em.news.acme.example",
       "news.acme.example",
       "aligned"},
      {"a public suffix parts its customers",
       {{"host.example", suffix}, {"acme.host.example", reject}},
       "beta.host.example",
       "acme.host.example",
       "no"},
      {"and unites what one of them has",
       {{"host.example", suffix}, {"acme.host.example", reject}},
       "em.acme.host.example",
       "acme.host.example",
       "aligned"},
      {"a customer without a record is under the suffix's policy",
       {{"host.example", suffix}},
       "em.acme.host.example",
       "acme.host.example",
       "aligned"},
      {"the suffix itself is no customer",
       {{"host.example", suffix}, {"acme.host.example", reject}},
       "host.example",
       "acme.host.example",
       "no"},
      // Unlike under RFC 7489, no list of public suffixes makes up for a record that the organisation lacks.
      {"a record at the sub-domain alone makes it the organisation",
       {{"news.acme.example", reject}},
       "acme.example",
       "news.acme.example",
       "no"},
      {"with all that is below it",
       {{"news.acme.example", reject}},
       "em.news.acme.example",
       "news.acme.example",
       "aligned"},
      {"without a policy, what is above or below is as good", {}, "acme.example", "news.acme.example", "aligned"},
      {"without a policy, a stranger stays one", {}, "sendgrid.net", "acme.example", "no"},
  }));
  CAPTURE(c.shows);
  CHECK(alignment(c.records, c.identifier, c.author) == c.outcome);
}

TEST_CASE("DMARC alignment is unknown where an answer that decides is missing", "[mail][dmarc]") {
  struct Case {
    std::string shows;
    Texts records;
    std::string identifier, author, relaxed, strict;
  };
  const Case c = GENERATE(values<Case>({
      {"the same name needs none", {{"acme.example", "?"}}, "acme.example", "acme.example", "aligned", "aligned"},
      {"the author's policy", {{"acme.example", "?"}}, "em.acme.example", "acme.example", "unknown", "no"},
      {"the identifier's own record, which may hold psd=n",
       {{"acme.example", "v=DMARC1; p=reject"}, {"em.acme.example", "?"}},
       "em.acme.example",
       "acme.example",
       "unknown",
       "no"},
      {"one above both",
       {{"acme.example", "v=DMARC1; p=reject"}, {"example", "?"}},
       "em.acme.example",
       "acme.example",
       "unknown",
       "no"},
      {"one behind a boundary",
       {{"acme.example", "v=DMARC1; p=reject; psd=n"}, {"example", "?"}},
       "em.acme.example",
       "acme.example",
       "aligned",
       "no"},
  }));
  CAPTURE(c.shows);
  CHECK(alignment(c.records, c.identifier, c.author) == c.relaxed);
  CHECK(alignment(c.records, c.identifier, c.author, Alignment::strict) == c.strict);
}
