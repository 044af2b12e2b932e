#include "mail/spf/tree.h"

#include <algorithm>

namespace mailready::spf {

const Branch* Node::redirect() const {
  const auto found =
      std::ranges::find_if(branches, [](const Branch& branch) { return branch.is_redirect() && branch.evaluated; });
  return found == branches.end() ? nullptr : &*found;
}

const Node* Tree::effective() const {
  const Node* node = &root;
  while (node && node->state == Node::State::parsed) {
    const Branch* redirect = node->redirect();
    if (!redirect) return node;
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
