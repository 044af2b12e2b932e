#include <fmt/format.h>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/repair.h"

namespace mailready::rules {
using namespace lint;

/// The character-strings of the record as they are published.
static std::vector<std::string> strings_of(const Facts& facts) {
  const std::string& text = facts.spf->root.texts.front();
  if (facts.txt.present())
    for (const dns::Record& record : facts.txt->records)
      if (const auto* txt = std::get_if<dns::Txt>(&record.rdata); txt && txt->joined() == text) return txt->strings;
  return {text};
}

/// Whether two character-strings meet inside of the term at fault: they are joined without a space.
static bool is_glued(const std::vector<std::string>& strings, const spf::ParseError& error) {
  const std::string text = join(strings, "");
  const std::size_t start = text.rfind(' ', error.offset) + 1;
  std::size_t seam = 0;
  for (const std::string& string : strings) {
    seam += string.size();
    if (seam > start && seam < start + error.term.size()) return true;
  }
  return false;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent() || facts.spf->root.state != spf::Node::State::malformed) return {};
  const spf::ParseError& error = *facts.spf->root.error;
  Finding found = spf_finding(facts, fmt::format("The SPF record is malformed at column {}, in {}: {}",
                                                 error.offset + 1, some_of({error.term}), error.message));
  found.evidence = spf::pointed_at(facts.spf->root.texts.front(), {{.offset = error.offset}});
  const auto strings = strings_of(facts);
  found.fix = is_glued(strings, error)
                  ? "End a string in a space where the next begins a new term: they are joined without one."
                  : "Correct the term; receivers give permerror for the whole record until then.";
  const auto text = spf::repaired(strings);
  found.complete = text.has_value();
  if (text) offer_in_place(found, facts, facts.spf->root, *text);
  return finding(std::move(found));
}

extern const Rule spf_syntax{
    .id = "spf-syntax",
    .severity = Severity::error,
    .summary = "The SPF record follows the grammar",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "12"}, {"RFC 7208", "4.6"}},
    .explanation = R"(A receiver that meets one term outside the grammar gives permerror for the whole record, before it
looks at any other term: neither the primary nor the backup passes SPF. Usual slips are ipv4: for ip4:, a host name behind ip4:,
a comma or a tab for a space, a lost prefix length, and two character-strings whose terms run together, since strings are
joined without a space. Correct the term at the caret.)",
    .bad = R"(@ TXT "v=spf1 ipv4:185.10.20.7 include:spf.mtasv.net include:sendgrid.net -all")",
    .good = R"(@ TXT "v=spf1 ip4:185.10.20.7 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
