#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;
using Kind = spf::Mechanism::Kind;

/// A network this wide, or wider, is worth naming among those that add up to all of IPv4.
constexpr int large_prefix = 8;

static bool is_passing(const spf::Path& path, Kind kind) { return path.branch().term.is(kind) && path.passes(); }

/// Whether a single term passes every address.
static bool passes_everybody(const spf::Path& path) {
  return is_passing(path, Kind::all) || (is_passing(path, Kind::exists) && path.branch().exists);
}

static std::string by_term(const Facts& facts, const spf::Path& path) {
  const std::string& written = path.branch().term.text;
  const std::string term = some_of({written}) + (equal_ignoring_case(written, "all") ? " (that is, +all)" : "");
  const std::string where = in_record(facts, path.record());
  if (is_passing(path, Kind::all)) return fmt::format("{}{} passes SPF for every server in the world", term, where);
  return fmt::format("{}{} passes SPF for every server in the world, since {} has an address", term, where,
                     spf::target_text(path.branch()));
}

static Finding single_term(const Facts& facts, const spf::Path& path) {
  Finding found = spf_finding(facts, by_term(facts, path));
  found.evidence = quoted(path);
  if (!is_own(facts, path.record())) {
    const spf::Path own = own_part(facts, path);
    found.fix = fmt::format("Remove {}{}: whoever runs {} lets anybody send as you.", some_of({own.branch().term.text}),
                            in_record(facts, own.record()), path.record().domain.to_string());
    offer_without_term(found, facts, own);
  } else if (is_passing(path, Kind::all)) {
    found.fix = "End the record in ~all, and in -all once DMARC reports show that no sender is missing.";
    offer_in_place(found, facts, path.record(), spf::ending_in(*path.record().record, "~all"));
  } else {
    found.fix = "Remove the term, or make its name depend on the sender, as in exists:%{i}._spf.example.net.";
    offer_in_place(found, facts, path.record(), spf::without(*path.record().record, {path.index()}));
  }
  return found;
}

static bool is_large(const spf::Path& path) {
  const IpSet& addresses = path.branch().addresses;
  return path.passes() && !addresses.empty() && addresses.networks().front().prefix <= large_prefix;
}

static Finding by_networks(const Facts& facts) {
  Finding found = spf_finding(facts, "The networks that SPF passes add up to all of IPv4: every server may send");
  found.fix = "Name only the networks that send mail of this domain.";
  found.complete = false;
  found.evidence = quoted(*facts.spf, is_large);
  return found;
}

/// Whether the sets add up to all of IPv4. Its first address is asked for before they are added up: it sends no mail,
/// so hardly a record passes it.
static bool add_up_to_all(const std::vector<const IpSet*>& sets) {
  constexpr IpAddress first{Family::ipv4, 0};
  return std::ranges::any_of(sets, [&](const IpSet* set) { return set->contains(first); }) &&
         IpSet::sum(sets).is_all_of(Family::ipv4);
}

/// A question whose answer may have let everybody pass.
static const dns::Failure* gap_in(const spf::Path& path) {
  const spf::Branch& branch = path.branch();
  if (branch.failures.empty() || !path.passes()) return nullptr;
  const bool hosts = branch.term.is(Kind::a) || branch.term.is(Kind::mx);
  return hosts && branch.term.mechanism()->prefix4 > large_prefix ? nullptr : &branch.failures.front();
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  std::optional<Finding> found;
  const dns::Failure* gap = nullptr;
  std::vector<const IpSet*> passed;
  spf::walk_paths(*facts.spf, [&](const spf::Path& path) {
    if (!found && passes_everybody(path)) found = single_term(facts, path);
    if (!gap) gap = gap_in(path);
    if (!path.branch().addresses.empty() && path.passes()) passed.push_back(&path.branch().addresses);
  });
  if (!found && add_up_to_all(passed)) found = by_networks(facts);
  if (found) return finding(std::move(*found));
  return gap ? undecided(facts.domain, *gap) : Outcome{};
}

extern const Rule spf_pass_all{
    .id = "spf-pass-all",
    .severity = Severity::error,
    .summary = "SPF does not pass every server in the world",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.1"}, {"RFC 7208", "8.3"}},
    .explanation =
        R"(+all, a bare "all", an exists of a fixed name that resolves, or networks that make up the whole of IPv4
let anybody pass SPF as this domain, with an aligned DMARC pass on top. Receivers know the pattern and count it against the
domain, so mail through primary and backup suffers alike. In an included record it does the same, since what that record passes
makes the include match. End the record in ~all, later in -all.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net +all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
