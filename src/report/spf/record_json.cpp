#include <algorithm>

#include "mail/catalogue.h"
#include "report/json.h"

namespace mailready::report {

namespace {

Json node_json(const spf::Node& node);

Json voids_json(const spf::Voids& voids) { return {{"ipv4", voids.ipv4}, {"ipv6", voids.ipv6}}; }

int worse_of(const spf::Voids& voids) { return std::max(voids.ipv4, voids.ipv6); }

/// What the term's own questions showed. Keys that say nothing about this kind of term are left out.
void add_outcome(Json& json, const spf::Branch& branch) {
  const spf::Mechanism* mechanism = branch.term.mechanism();
  if (!branch.addresses.empty()) {
    Json& list = json["addresses"] = Json::array();
    for (const Network& network : branch.addresses.networks()) list.push_back(network.to_string());
  }
  if (mechanism && mechanism->kind == spf::Mechanism::Kind::mx) json["exchanges"] = branch.exchanges;
  if (mechanism && mechanism->kind == spf::Mechanism::Kind::exists) json["exists"] = branch.exists;
  if (branch.depends_on_sender) json["depends_on_sender"] = true;
  if (branch.loops) json["loops"] = true;
  if (branch.capped) json["capped"] = true;
  if (!branch.failures.empty()) json["undetermined"] = dns::reason(branch.failures.front().kind);
}

const catalogue::Provider* included_provider(const spf::Branch& branch) {
  const bool leads_on = branch.is_include() || branch.is_redirect();
  return leads_on && branch.target ? catalogue::by_include(*branch.target) : nullptr;
}

/// A term; `tree` is what its target publishes, in the shape of `facts.spf.tree`.
Json branch_json(const spf::Branch& branch) {
  Json json{{"text", octets_json(branch.term.text)}};
  if (!branch.evaluated) {
    json["evaluated"] = false;
    return json;
  }
  json["lookups"] = branch.lookups;
  json["lookups_so_far"] = branch.lookups_before + branch.own_lookups;
  json["void_lookups"] = worse_of(branch.voids);
  if (worse_of(branch.voids) > 0) json["voids"] = voids_json(branch.voids);
  if (branch.target) json["target"] = branch.target->to_string();
  if (const auto* provider = included_provider(branch)) json["provider"] = provider->id;
  add_outcome(json, branch);
  if (branch.child) json["tree"] = node_json(*branch.child);
  return json;
}

/// The record or records of a name, and why they can't be used where they are broken.
void add_records(Json& json, const spf::Node& node) {
  switch (node.state) {
    case spf::Node::State::parsed:
      json["record"] = octets_json(node.record.text);
      return;
    case spf::Node::State::missing:
      json["record"] = nullptr;
      return;
    case spf::Node::State::several:
      json["record"] = nullptr;
      json["records"] = Json::array();
      for (const std::string& text : node.texts) json["records"].push_back(octets_json(text));
      json["error"] = "several records";
      return;
    case spf::Node::State::malformed:
      json["record"] = node.texts.empty() ? Json(nullptr) : octets_json(node.texts.front());
      if (node.error) {
        json["error"] = text_json(node.error->message);
        json["error_term"] = octets_json(node.error->term);
        json["error_offset"] = node.error->offset;
      }
      return;
    case spf::Node::State::unknown:
      if (node.failure) json["undetermined"] = dns::reason(node.failure->kind);
      return;
  }
}

Json node_json(const spf::Node& node) {
  Json json{{"domain", node.domain.to_string()}};
  add_records(json, node);
  Json& terms = json["terms"] = Json::array();
  for (const spf::Branch& branch : node.branches) terms.push_back(branch_json(branch));
  return json;
}

}  // namespace

Json spf_json(const spf::Tree& tree) {
  Json json = Json::object();
  add_records(json, tree.root);
  json["lookups"] = tree.lookups;
  json["void_lookups"] = tree.void_lookups();
  json["voids"] = voids_json(tree.voids);
  json["lookups_at_least"] = tree.lookups_at_least;
  if (tree.capped) json["capped"] = true;
  json["tree"] = node_json(tree.root);
  return json;
}

}  // namespace mailready::report
