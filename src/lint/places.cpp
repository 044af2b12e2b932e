#include "lint/places.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lint/evidence.h"
#include "mail/spf/record.h"

namespace mailready::lint {
namespace {

using Records = std::vector<const dns::Record*>;

void add_placed(Records& records, const std::vector<dns::Record>& more) {
  for (const dns::Record& record : more)
    if (record.place) records.push_back(&record);
}

/// Everything in the answers that was written in a file. Empty where all of them came over the network.
Records records_from_files(const Facts& facts) {
  Records records;
  for (const survey::Asked& asked : facts.answers) {
    add_placed(records, asked.reply.aliases());
    if (!asked.reply) continue;
    add_placed(records, asked.reply->records);
    if (const auto& soa = asked.reply->soa; soa && soa->place) records.push_back(&*soa);
  }
  return records;
}

std::optional<dns::Place> place_of_domain(const Records& records, const Facts& facts, const Plan& plan) {
  if (plan.place) return plan.place;
  const dns::Record* first = nullptr;
  for (const dns::Record* record : records)
    if (record->owner == facts.domain && (!first || record->place->line < first->place->line)) first = record;
  return first ? first->place : std::nullopt;
}

const dns::Record* find(const Records& records, auto is_meant) {
  const auto found = std::ranges::find_if(records, is_meant);
  return found == records.end() ? nullptr : *found;
}

/// The record that is to be removed, else the first that the evidence shows.
const dns::Record* quoted(const Records& records, const Finding& finding) {
  for (const RecordChange& removed : finding.remove)
    if (const auto* record = find(records, [&](const dns::Record* each) { return change(*each) == removed; }))
      return record;
  for (const std::string& line : finding.evidence)
    if (const auto* record = find(records, [&](const dns::Record* each) { return evidence(*each) == line; }))
      return record;
  return nullptr;
}

/// Whose records the finding is about: the protocols that publish below the domain name it as their subject.
std::string owner_of(const Finding& finding) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> below{{
      {"dmarc-", "_dmarc."},
      {"mta-sts-", "_mta-sts."},
      {"tls-rpt-", "_smtp._tls."},
  }};
  for (const auto& [family, label] : below)
    if (finding.rule.starts_with(family) && !finding.subject.starts_with(label))
      return std::string(label) + finding.subject;
  return finding.subject;
}

/// Whether a record at the name that the finding is about can be the one it means: of the TXT records of a domain, only
/// rules about SPF mean one.
bool is_meant(const dns::Record& record, const Finding& finding, const Facts& facts) {
  if (record.type == dns::Type::cname) return true;
  if (dns::type_name(record.type) != finding.type) return false;
  const auto* txt = std::get_if<dns::Txt>(&record.rdata);
  if (!txt || record.owner != facts.domain) return true;
  return finding.rule.starts_with("spf-") && spf::is_spf(txt->joined());
}

const dns::Record* of_set(const Records& records, const Finding& finding, const Facts& facts) {
  const std::string owner = owner_of(finding);
  return find(records, [&](const dns::Record* record) {
    return record->owner.to_string() == owner && is_meant(*record, finding, facts);
  });
}

std::optional<dns::Place> place_of_sender(const Plan& plan, const std::string& provider) {
  const auto sender = std::ranges::find_if(
      plan.outbound, [&](const survey::Sender& each) { return each.place && each.provider->id == provider; });
  return sender == plan.outbound.end() ? std::nullopt : sender->place;
}

}  // namespace

std::optional<dns::Place> place_of_domain(const Facts& facts, const Plan& plan) {
  return place_of_domain(records_from_files(facts), facts, plan);
}

void set_places(std::vector<Finding>& findings, const Facts& facts, const Plan& plan) {
  if (findings.empty()) return;
  const Records records = records_from_files(facts);
  for (Finding& finding : findings) {
    if (finding.place) continue;
    const dns::Record* record = quoted(records, finding);
    if (!record) record = of_set(records, finding, facts);
    if (record)
      finding.place = record->place;
    else
      finding.place = place_of_sender(plan, finding.provider);
    if (!finding.place) finding.place = place_of_domain(records, facts, plan);
  }
}

}  // namespace mailready::lint
