#include "report/comparison/stored_snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace mailready::report {
namespace {

using failover::RecordSet;
using Records = std::map<failover::SetKey, RecordSet>;

/// What `fact` holds: `data_of` where it is known, nothing where it is null.
RecordSet set_of(const Json& fact, const std::function<std::vector<std::string>(const Json&)>& data_of) {
  if (fact.is_object() && fact.contains("undetermined")) return {.data = {}, .unknown = text_of(fact, "undetermined")};
  RecordSet set;
  if (!fact.is_null()) set.data = data_of(fact);
  std::ranges::sort(set.data);
  return set;
}

std::vector<std::string> record_of(const Json& holder) {
  const std::string record = text_of(holder, "record");
  return record.empty() ? std::vector<std::string>() : std::vector{record};
}

/// The SPF records of a tree, at the domain and below.
void add_tree(Records& records, const Json& node) {
  const std::string domain = text_of(node, "domain");
  if (domain.empty()) return;
  records[{domain, "TXT"}] = set_of(node, record_of);
  for (const Json& term : elements(member(node, "terms"))) add_tree(records, member(term, "tree"));
}

void add_spf(Records& records, const std::string& domain, const Json& spf) {
  records[{domain, "TXT"}] = set_of(spf, record_of);
  add_tree(records, member(spf, "tree"));
}

void add_mx(Records& records, const std::string& domain, const Json& mx) {
  records[{domain, "MX"}] = set_of(mx, [](const Json& exchanges) {
    std::vector<std::string> data;
    for (const Json& each : elements(exchanges))
      data.push_back(fmt::format("{} {}", number_of(each, "preference"), text_of(each, "exchange")));
    return data;
  });
  for (const Json& each : elements(mx))
    if (each.contains("addresses"))
      records[{text_of(each, "exchange"), "A/AAAA"}] = set_of(member(each, "addresses"), [](const Json& addresses) {
        std::vector<std::string> data;
        for (const Json& address : elements(addresses))
          if (address.is_string()) data.push_back(address.get<std::string>());
        return data;
      });
}

void add_dkim(Records& records, const Json& keys) {
  for (const Json& key : elements(keys))
    records[{text_of(key, "name"), "TXT"}] = set_of(key, [](const Json& each) {
      std::vector<std::string> data = record_of(each);
      for (const Json& alias : elements(member(each, "alias_of")))
        if (alias.is_string()) data.push_back("CNAME " + alias.get<std::string>());
      return data;
    });
}

void add_name_servers(Records& records, const Json& facts) {
  const std::string apex = text_of(member(facts, "zone"), "apex");
  if (apex.empty()) return;
  records[{apex, "NS"}] = set_of(member(facts, "ns"), [](const Json& servers) {
    std::vector<std::string> data;
    for (const Json& server : elements(servers)) data.push_back(text_of(server, "host"));
    return data;
  });
}

}  // namespace

failover::Snapshot stored_snapshot(Stored stored) {
  failover::Snapshot snapshot{.judgement = std::move(stored.judgement)};
  const std::string& domain = snapshot.judgement.domain;
  const Json& facts = member(stored.json, "facts");
  if (facts.contains("spf")) add_spf(snapshot.records, domain, member(facts, "spf"));
  if (facts.contains("mx")) add_mx(snapshot.records, domain, member(facts, "mx"));
  add_dkim(snapshot.records, member(facts, "dkim"));
  if (facts.contains("dmarc"))
    snapshot.records[{"_dmarc." + domain, "TXT"}] = set_of(member(facts, "dmarc"), record_of);
  add_name_servers(snapshot.records, facts);
  return snapshot;
}

}  // namespace mailready::report
