// How evaluation comes to each term of an SPF tree, and what could not be read on the way.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "mail/spf/tree.h"

namespace mailready::spf {

/// A term in the tree, with the includes and redirects that lead to it.
struct Path {
  std::vector<const Node*> records;     ///< the domain's own first; the one that holds the term last
  std::vector<const Branch*> branches;  ///< one of each record; the term itself last

  const Node& record() const { return *records.back(); }
  const Branch& branch() const { return *branches.back(); }
  /// Where the term stands in its record.
  std::size_t index() const { return static_cast<std::size_t>(&branch() - record().branches.data()); }
  /// The term of the domain's own record by which evaluation gets there.
  const Branch& top() const { return *branches.front(); }
  bool is_own() const { return branches.size() == 1; }
  /// Whether what the term matches passes: each term on the way has the qualifier "+", or is a `redirect=`.
  bool passes() const;
  /// "acme.example → _a.acme.example": the records on the way, the one that holds the term last.
  std::string way() const;
};

namespace detail {
template <class Visit>
void walk_record(const Node& node, Path& path, const Visit& visit) {
  path.records.push_back(&node);
  path.branches.push_back(nullptr);
  for (const std::size_t i : node.record->evaluation_order()) {
    const Branch& branch = node.branches[i];
    path.branches.back() = &branch;
    visit(path);
    if (branch.child) walk_record(*branch.child, path, visit);
  }
  path.branches.pop_back();
  path.records.pop_back();
}
}  // namespace detail

/// Calls `visit` for every evaluated term of the tree, in the order of evaluation. The path lives for the call only.
template <class Visit>
void walk_paths(const Tree& tree, const Visit& visit) {
  Path path;
  path.records.reserve(lookup_limit + 1);  // hardly a tree is deeper
  path.branches.reserve(lookup_limit + 1);
  detail::walk_record(tree.root, path, visit);
}

/// The name that a term asks about, as it is safe to show; as written where it is no name.
std::string target_text(const Branch& branch);

/// The first include or redirect, in order of evaluation, whose record could not be fetched. Null where none is.
const dns::Failure* unread_record(const Tree& tree);

/// Why it is not known which record's `all` decides: a `redirect=` leads to one that could not be fetched.
const dns::Failure* unread_policy(const Tree& tree);

}  // namespace mailready::spf
