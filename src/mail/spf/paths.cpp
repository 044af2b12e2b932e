#include "mail/spf/paths.h"

#include <algorithm>

#include "base/text.h"

namespace mailready::spf {

bool Path::passes() const {
  return std::all_of(branches.begin(), branches.end(), [](const Branch* branch) {
    const Mechanism* mechanism = branch->term.mechanism();
    return !mechanism || mechanism->qualifier == Qualifier::pass;
  });
}

std::string Path::way() const {
  std::vector<std::string> names;
  for (const Node* node : records) names.push_back(node->domain.to_string());
  return join(names, " → ");
}

std::string target_text(const Branch& branch) {
  if (branch.target) return branch.target->to_string();
  const Mechanism* mechanism = branch.term.mechanism();
  if (!mechanism) return printable(branch.term.modifier()->value.text);
  return printable(mechanism->domain_spec ? mechanism->domain_spec->text : branch.term.text);
}

const dns::Failure* unread_record(const Tree& tree) {
  const dns::Failure* first = nullptr;
  walk(tree.root, [&](const Node&, const Branch& branch) {
    if (!first && branch.child && branch.child->failure) first = &*branch.child->failure;
  });
  return first;
}

const dns::Failure* unread_policy(const Tree& tree) {
  const Node* node = &tree.root;
  while (node) {
    if (node->failure) return &*node->failure;
    const Branch* redirect = node->redirect();
    node = redirect ? redirect->child.get() : nullptr;
  }
  return nullptr;
}

}  // namespace mailready::spf
