#include "dns/zone_resolver.h"

#include <algorithm>

#include "dns/alias.h"

namespace mailready::dns {

namespace {

const std::vector<Record>* find_set(const RecordSets& sets, Type type) {
  const auto found = sets.find(type);
  return found == sets.end() ? nullptr : &found->second;
}

const std::vector<Record>* find_set(const Nodes& nodes, const Name& name, Type type) {
  const auto node = nodes.find(name);
  return node == nodes.end() ? nullptr : find_set(node->second, type);
}

/// The SOA as it stands in negative answers, its TTL bounded by its minimum (RFC 2308, section 3).
std::optional<Record> negative_soa(const Zone& zone) {
  const auto* set = find_set(zone.nodes, zone.origin, Type::soa);
  if (!set) return std::nullopt;
  Record soa = set->front();
  soa.ttl = std::min(soa.ttl, std::get<Soa>(soa.rdata).minimum);
  return soa;
}

/// The addresses that `zone` has for the servers of a delegation, glue below the cut included.
std::vector<Record> glue(const Zone& zone, const std::vector<Record>& servers) {
  std::vector<Record> addresses;
  for (const Record& server : servers)
    for (const Type type : {Type::a, Type::aaaa})
      if (const auto* set = find_set(zone.nodes, std::get<Ns>(server.rdata).host, type))
        addresses.insert(addresses.end(), set->begin(), set->end());
  return addresses;
}

/// The delegation at or above `name` that is nearest to the origin: NS below the origin cut the zone there
/// (RFC 1034, section 4.3.2, step 3b).
std::optional<Referral> find_delegation(const Zone& zone, const Name& name) {
  const std::size_t labels = name.label_count();
  for (std::size_t count = zone.origin.label_count() + 1; count <= labels; ++count) {
    const Name cut = name.suffix(count);
    if (const auto* servers = find_set(zone.nodes, cut, Type::ns)) return Referral{cut, *servers, glue(zone, *servers)};
  }
  return std::nullopt;
}

/// The sets that answer for `name`: its own, or those of the wildcard that it matches (RFC 4592, section 3.3.1).
/// Null where the name does not exist.
const RecordSets* find_sets(const Zone& zone, const Name& name) {
  Name encloser = name;
  while (!zone.nodes.contains(encloser)) encloser = encloser.parent();  // the origin is always there
  if (encloser != name) {
    const auto wildcard = encloser.prefixed("*");
    if (!wildcard) return nullptr;
    encloser = *wildcard;
  }
  const auto found = zone.nodes.find(encloser);
  return found == zone.nodes.end() ? nullptr : &found->second;
}

/// A record of `name`, also where a wildcard made it.
Record owned_by(const Name& name, Record record) {
  record.owner = name;
  return record;
}

/// An alias answers for every type, whatever stands beside it, as a name server would have it (RFC 1034, section
/// 4.3.2, step 3a); not for itself, nor for what makes the apex an apex.
const Record* find_alias(const RecordSets& sets, const Question& question, bool is_apex) {
  if (question.type == Type::cname) return nullptr;
  if (is_apex && (question.type == Type::soa || question.type == Type::ns)) return nullptr;
  const auto* set = find_set(sets, Type::cname);
  return set ? &set->front() : nullptr;
}

/// Two files of one origin are one zone; the SOA of the first holds.
void merge(Zone& zone, Zone&& other) {
  const bool has_soa = find_set(zone.nodes, zone.origin, Type::soa) != nullptr;
  for (auto& [name, sets] : other.nodes)
    for (auto& [type, set] : sets)
      for (Record& record : set)
        if (type != Type::soa || !has_soa) zone.add(std::move(record));
}

}  // namespace

struct ZoneResolver::Step {
  const std::string* file = nullptr;
  Rcode rcode = Rcode::noerror;
  std::vector<Record> records{};
  std::optional<Record> alias{};
  std::optional<Record> soa{};
  std::optional<Referral> referral{};

  void take(const RecordSets& sets, const Question& question, bool is_apex) {
    if (const Record* found = find_alias(sets, question, is_apex)) {
      alias = owned_by(question.name, *found);
    } else if (const auto* set = find_set(sets, question.type)) {
      for (const Record& record : *set) records.push_back(owned_by(question.name, record));
    }
  }
  bool empty() const { return !alias && records.empty(); }
};

ZoneResolver::ZoneResolver(std::vector<Zone> zones, std::vector<ZonePart> parts) : parts_(std::move(parts)) {
  for (Zone& zone : zones) {
    note_existence(zone.origin);
    const auto loaded = zones_.find(zone.origin);
    if (loaded == zones_.end())
      zones_.emplace(Name(zone.origin), std::move(zone));
    else
      merge(loaded->second, std::move(zone));
  }
  for (const ZonePart& part : parts_)
    for (const auto& [name, sets] : part.nodes) note_existence(name);
}

/// A name exists where a name below it does (RFC 8020).
void ZoneResolver::note_existence(Name name) {
  while (existing_.insert(name).second && !name.is_root()) name = name.parent();
}

const Zone* ZoneResolver::enclosing(const Name& name) const {
  for (Name origin = name;; origin = origin.parent()) {
    const auto found = zones_.find(origin);
    if (found != zones_.end()) return &found->second;
    if (origin.is_root()) return nullptr;
  }
}

/// A part answers for the sets that it holds; an alias in it stands for the whole name.
std::optional<ZoneResolver::Step> ZoneResolver::step_in_parts(const Question& question) const {
  for (const ZonePart& part : parts_) {
    const auto node = part.nodes.find(question.name);
    if (node == part.nodes.end()) continue;
    Step step{.file = &part.file};
    step.take(node->second, question, node->second.contains(Type::soa));
    if (!step.empty()) return step;
  }
  return std::nullopt;
}

std::optional<ZoneResolver::Step> ZoneResolver::step(const Question& question) const {
  if (auto step = step_in_parts(question)) return step;
  const Zone* zone = enclosing(question.name);
  if (!zone) return std::nullopt;
  Step step{.file = &zone->file};
  step.referral = find_delegation(*zone, question.name);
  if (step.referral) return step;
  if (const RecordSets* sets = find_sets(*zone, question.name))
    step.take(*sets, question, question.name == zone->origin);
  else if (!exists(question.name))
    step.rcode = Rcode::nxdomain;
  if (step.empty()) step.soa = negative_soa(*zone);
  return step;
}

bool ZoneResolver::exists(const Name& name) const { return existing_.contains(name); }

bool ZoneResolver::covers(const Question& question) const {
  const auto found = step(question);
  return found && !found->referral;
}

Reply ZoneResolver::answer(const Question& question) const {
  AliasChain chain(question);
  auto found = step(question);
  if (!found) return Failure{Failure::Kind::offline, question, "", "no zone file holds the name"};
  Answer answer{.question = question, .server = *found->file, .authoritative = true};
  while (found && found->alias) {
    answer.server = *found->file;
    if (!chain.follow(*found->alias)) return chain.failure(answer.server);
    found = step({chain.end(), question.type});
  }
  answer.aliases = chain.aliases();
  if (!found) return answer;
  answer.server = *found->file;
  answer.rcode = found->rcode;
  answer.records = std::move(found->records);
  answer.soa = std::move(found->soa);
  answer.referral = std::move(found->referral);
  return answer;
}

Task<Reply> ZoneResolver::ask(Question question) { co_return answer(question); }

}  // namespace mailready::dns
