#include "mail/spf/tree.h"

#include <algorithm>

namespace mailready::spf {
namespace {

bool is_mechanism(const Branch& branch, Mechanism::Kind kind) {
  const Mechanism* mechanism = branch.term.mechanism();
  return mechanism && mechanism->kind == kind;
}

}  // namespace

bool Branch::is_include() const { return is_mechanism(*this, Mechanism::Kind::include); }

bool Branch::is_redirect() const {
  const Modifier* modifier = term.modifier();
  return modifier && modifier->kind == Modifier::Kind::redirect;
}

void walk(const Node& node, const std::function<void(const Node&, const Branch&)>& visit) {
  for (const std::size_t i : node.record.evaluation_order()) {
    const Branch& branch = node.branches[i];
    visit(node, branch);
    if (branch.child) walk(*branch.child, visit);
  }
}

const Node* Tree::effective() const {
  const Node* node = &root;
  while (node && node->state == Node::State::parsed) {
    const auto redirect = std::find_if(node->branches.begin(), node->branches.end(),
                                       [](const Branch& branch) { return branch.is_redirect() && branch.evaluated; });
    if (redirect == node->branches.end()) return node;
    node = redirect->child.get();
  }
  return nullptr;
}

bool Tree::has_loop() const {
  bool found = false;
  walk(root, [&](const Node&, const Branch& branch) { found = found || branch.loops; });
  return found;
}

const dns::Failure* Tree::first_failure() const {
  if (root.failure) return &*root.failure;
  const dns::Failure* first = nullptr;
  walk(root, [&](const Node&, const Branch& branch) {
    if (!first && !branch.failures.empty()) first = &branch.failures.front();
  });
  return first;
}

}  // namespace mailready::spf
