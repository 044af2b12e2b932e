#include <algorithm>

#include "mail/catalogue.h"
#include "report/json.h"

namespace mailready::report {

namespace {

void write_node(JsonWriter& json, const spf::Node& node);

void write_voids(JsonWriter& json, const spf::Voids& voids) {
  json.begin_object();
  json.member("ipv4", voids.ipv4);
  json.member("ipv6", voids.ipv6);
  json.end_object();
}

int worse_of(const spf::Voids& voids) { return std::max(voids.ipv4, voids.ipv6); }

void write_networks(JsonWriter& json, const IpSet& addresses) {
  json.begin_array();
  addresses.visit_networks([&](const Network& network) { json.value(network); });
  json.end_array();
}

/// What the term's own questions showed. Keys that say nothing about this kind of term are left out.
void write_outcome_members(JsonWriter& json, const spf::Branch& branch) {
  const spf::Mechanism* mechanism = branch.term.mechanism();
  if (!branch.addresses.empty()) write_networks(json.key("addresses"), branch.addresses);
  if (mechanism && mechanism->kind == spf::Mechanism::Kind::mx) json.member("exchanges", branch.exchanges);
  if (mechanism && mechanism->kind == spf::Mechanism::Kind::exists) json.member("exists", branch.exists);
  if (branch.depends_on_sender) json.member("depends_on_sender", true);
  if (branch.loops) json.member("loops", true);
  if (branch.capped) json.member("capped", true);
  if (!branch.failures.empty()) json.member("undetermined", dns::reason(branch.failures.front().kind));
}

const catalogue::Provider* included_provider(const spf::Branch& branch) {
  const bool leads_on = branch.is_include() || branch.is_redirect();
  return leads_on && branch.target ? catalogue::by_include(*branch.target) : nullptr;
}

void write_evaluated_members(JsonWriter& json, const spf::Branch& branch) {
  json.member("lookups", branch.lookups);
  json.member("lookups_so_far", branch.lookups_before + branch.own_lookups);
  json.member("void_lookups", worse_of(branch.voids));
  if (worse_of(branch.voids) > 0) write_voids(json.key("voids"), branch.voids);
  if (branch.target) json.member("target", *branch.target);
  if (const auto* provider = included_provider(branch)) json.member("provider", provider->id);
  write_outcome_members(json, branch);
  if (branch.child) write_node(json.key("tree"), *branch.child);
}

/// A term; `tree` is what its target publishes, in the shape of `facts.spf.tree`.
void write_branch(JsonWriter& json, const spf::Branch& branch) {
  json.begin_object();
  json.key("text").octets(branch.term.text);
  if (branch.evaluated)
    write_evaluated_members(json, branch);
  else
    json.member("evaluated", false);
  json.end_object();
}

void write_malformed_members(JsonWriter& json, const spf::Node& node) {
  json.key("record");
  if (node.texts.empty())
    json.value(nullptr);
  else
    json.octets(node.texts.front());
  if (!node.error) return;
  json.member("error", node.error->message);
  json.key("error_term").octets(node.error->term);
  json.member("error_offset", node.error->offset);
}

/// The record or records of a name, and why they can't be used where they are broken.
void write_record_members(JsonWriter& json, const spf::Node& node) {
  switch (node.state) {
    case spf::Node::State::parsed:
      json.key("record").octets(node.record->text);
      return;
    case spf::Node::State::missing:
      json.member("record", nullptr);
      return;
    case spf::Node::State::several:
      json.member("record", nullptr);
      write_list(json.key("records"), node.texts, [](JsonWriter& list, const std::string& text) { list.octets(text); });
      json.member("error", "several records");
      return;
    case spf::Node::State::malformed:
      write_malformed_members(json, node);
      return;
    case spf::Node::State::unknown:
      if (node.failure) json.member("undetermined", dns::reason(node.failure->kind));
      return;
  }
}

void write_node(JsonWriter& json, const spf::Node& node) {
  json.begin_object();
  json.member("domain", node.domain);
  write_record_members(json, node);
  write_list(json.key("terms"), node.branches, write_branch);
  json.end_object();
}

}  // namespace

void write_spf_members(JsonWriter& json, const spf::Tree& tree) {
  write_record_members(json, tree.root);
  json.member("lookups", tree.lookups);
  json.member("void_lookups", tree.void_lookups());
  write_voids(json.key("voids"), tree.voids);
  json.member("lookups_at_least", tree.lookups_at_least);
  if (tree.capped) json.member("capped", true);
  write_node(json.key("tree"), tree.root);
}

}  // namespace mailready::report
