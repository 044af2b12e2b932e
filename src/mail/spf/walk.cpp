// Asks what an SPF record needs, then counts. The walk first goes down every branch at once. Should that meet a cap,
// which branches got there first would be a matter of timing; it then goes again, a term after the other in the order
// of evaluation. Answers are remembered by the resolver, so little is asked twice.
#include "mail/spf/walk.h"

#include <algorithm>
#include <utility>

#include "dns/async.h"
#include "mail/spf/answers.h"

namespace mailready::spf {
namespace {

using dns::Task;

constexpr Voids both_families{.ipv4 = 1, .ipv6 = 1};

Voids operator+(Voids a, Voids b) { return {.ipv4 = a.ipv4 + b.ipv4, .ipv6 = a.ipv6 + b.ipv6}; }

/// What an evaluated term in the record of `current` asks for.
void plan_branch(Branch& branch, const dns::Name& current, const dns::Name& checked) {
  const Mechanism* mechanism = branch.term.mechanism();
  branch.evaluated = true;
  if (mechanism && mechanism->network) branch.addresses = IpSet(*mechanism->network);
  if (!branch.term.costs_lookup()) return;
  branch.own_lookups = 1;
  const MacroString* spec = branch.term.domain_spec();
  branch.depends_on_sender = spec && spec->depends_on_sender();
  if (mechanism && mechanism->kind == Mechanism::Kind::ptr) return;  // asks for the sender's address
  branch.target = spec ? spec->name_at(current, checked) : current;
  if (branch.reads_record() && branch.target && branch.target->label_count() < 2) branch.target.reset();  // section 4.3
}

/// A branch for each term of `node`, in its order.
void plan_branches(Node& node, const dns::Name& checked) {
  node.branches.reserve(node.record->terms.size());
  for (const Term& term : node.record->terms)
    node.branches.emplace_back(term).evaluated = term.modifier() && !term.is(Modifier::Kind::redirect);
  for (const std::size_t i : node.record->evaluation_order()) plan_branch(node.branches[i], node.domain, checked);
}

/// The networks that an `a` or `mx` makes of the addresses in `records`.
void append_networks(std::vector<Network>& networks, const Mechanism& mechanism,
                     const std::vector<dns::Record>& records) {
  for (const IpAddress& address : addresses_in(records))
    networks.push_back(Network::of(address, address.family == Family::ipv4 ? mechanism.prefix4 : mechanism.prefix6));
}

/// Takes over what the address questions of an `a` or `mx` brought.
void take_addresses(Branch& branch, const std::vector<dns::Reply>& replies) {
  std::vector<Network> networks;
  for (const dns::Reply& reply : replies) {
    if (reply)
      append_networks(networks, *branch.term.mechanism(), reply->records);
    else
      branch.failures.push_back(reply.error());
  }
  branch.addresses = IpSet(networks);
}

/// The records that lead to a record, nearest first.
struct Path {
  const Node& node;
  const Path* above;
};

bool holds(const Path* path, const dns::Name& domain) {
  for (; path; path = path->above)
    if (path->node.domain == domain) return true;
  return false;
}

/// What a task is handed to fill lives in the tree, or in the frame of who awaits it.
class Walker {
 public:
  enum class Manner { at_once, in_turn };

  Walker(RecordSource source, dns::Name checked, WalkOptions limits, Manner manner)
      : source_(source),
        checked_(std::move(checked)),
        manner_(manner),
        terms_left_(limits.max_terms),
        octets_left_(limits.max_octets) {}

  Task<> walk_root(Node* root) {
    const dns::Reply reply = co_await ask(checked_, dns::Type::txt);
    *root = read_record(checked_, reply, source_.parsed);
    co_await follow(root, nullptr, 0);
  }

  /// Whether a cap was met. At once, the outcome is then of no use.
  bool capped() const { return capped_; }

 private:
  Task<dns::Reply> ask(const dns::Name& name, dns::Type type) {
    dns::Question question{name, type};
    return source_.resolver.ask(std::move(question));
  }

  /// Follows the terms of `node`, if it is parsed; at least `before` lookups stand in front of them.
  Task<> follow(Node* node, const Path* above, int before) {
    plan_branches(*node, checked_);
    const Path path{*node, above};
    std::vector<Branch*> asking;
    for (const std::size_t i : node->record->evaluation_order())
      if (node->branches[i].own_lookups > 0) asking.push_back(&node->branches[i]);
    if (manner_ == Manner::in_turn) {
      for (Branch* branch : asking) co_await follow(branch, &path, spent_++);
      co_return;
    }
    if (asking.size() > terms_left_) capped_ = true;
    if (capped_) co_return;
    std::vector<Task<>> work;
    work.reserve(asking.size());
    for (Branch* branch : asking) work.push_back(follow(branch, &path, before++));
    co_await dns::all(std::move(work));
  }

  /// Asks what a term that costs a lookup queries.
  Task<> follow(Branch* branch, const Path* path, int before) {
    if (!branch->target) {
      if (branch->reads_record() && !branch->depends_on_sender) branch->child = std::make_unique<Node>();
      co_return;
    }
    if (branch->reads_record() && holds(path, *branch->target)) {
      branch->loops = true;
      co_return;
    }
    if (!spend(terms_left_, 1)) {
      branch->capped = true;
      co_return;
    }
    const Mechanism* mechanism = branch->term.mechanism();
    if (branch->reads_record())
      co_await ask_record(branch, path, before + 1);
    else if (mechanism->kind == Mechanism::Kind::a)
      co_await ask_addresses(branch);
    else if (mechanism->kind == Mechanism::Kind::mx)
      co_await ask_exchanges(branch, before);
    else
      co_await ask_existence(branch);
  }

  Task<> ask_record(Branch* branch, const Path* path, int before) {
    const dns::Reply reply = co_await ask(*branch->target, dns::Type::txt);
    auto child = std::make_unique<Node>(read_record(*branch->target, reply, source_.parsed));
    if (child->failure) branch->failures.push_back(*child->failure);
    if (child->is_void) branch->own_voids = both_families;
    if (!spend(octets_left_, child->record->text.size())) {
      branch->capped = true;
      co_return;
    }
    branch->child = std::move(child);
    co_await follow(branch->child.get(), path, before);
  }

  Task<> ask_addresses(Branch* branch) {
    std::vector<dns::Name> host{*branch->target};
    const std::vector<dns::Reply> replies = co_await ask_hosts(host);
    take_addresses(*branch, replies);
    branch->own_voids = {.ipv4 = is_void(replies[0]), .ipv6 = is_void(replies[1])};
  }

  Task<> ask_exchanges(Branch* branch, int before) {
    const dns::Reply reply = co_await ask(*branch->target, dns::Type::mx);
    if (!reply) {
      branch->failures.push_back(reply.error());
      co_return;
    }
    if (is_void(reply)) branch->own_voids = both_families;
    branch->exchanges = reply->records.size();
    if (before >= lookup_limit) co_return;  // past the limit, it matches nothing
    const std::vector<dns::Name> hosts = exchanges_of(reply->records);
    if (!spend(exchanges_left_, hosts.size())) {
      branch->capped = true;
      co_return;
    }
    const std::vector<dns::Reply> replies = co_await ask_hosts(hosts);
    take_addresses(*branch, replies);
  }

  Task<> ask_existence(Branch* branch) {
    const dns::Reply reply = co_await ask(*branch->target, dns::Type::a);  // for IPv6 senders too (section 5.7)
    if (!reply) branch->failures.push_back(reply.error());
    if (is_void(reply)) branch->own_voids = both_families;
    branch->exists = reply && !reply->empty();
  }

  /// The answers for A and AAAA of each host in turn.
  Task<std::vector<dns::Reply>> ask_hosts(const std::vector<dns::Name>& hosts) {
    std::vector<Task<dns::Reply>> work;
    work.reserve(2 * hosts.size());
    for (const dns::Name& host : hosts)
      for (const dns::Type type : {dns::Type::a, dns::Type::aaaa}) work.push_back(ask(host, type));
    return dns::all(std::move(work));
  }

  /// Takes `amount` from what is left of a cap; false where it does not suffice, or the walk is lost already.
  bool spend(std::size_t& left, std::size_t amount) {
    if (amount > left) capped_ = true;
    if (amount > left || (capped_ && manner_ == Manner::at_once)) return false;
    left -= amount;
    return true;
  }

  RecordSource source_;
  dns::Name checked_;
  Manner manner_;
  std::size_t terms_left_;
  std::size_t octets_left_;
  std::size_t exchanges_left_ = lookup_limit * mx_exchange_limit;  // ten `mx` are all that a receiver comes to
  int spent_ = 0;                                                  // in turn: the lookups so far
  bool capped_ = false;
};

struct Count {
  int lookups = 0;
  Voids voids;
};

Count operator+(const Count& a, const Count& b) {
  return {.lookups = a.lookups + b.lookups, .voids = a.voids + b.voids};
}

/// Charges every term in the order of evaluation, and adds up.
Count count(Node& node, Count before) {
  Count total;
  for (const std::size_t i : node.record->evaluation_order()) {
    Branch& branch = node.branches[i];
    const Count front = before + total, own{branch.own_lookups, branch.own_voids};
    const Count whole = own + (branch.child ? count(*branch.child, front + own) : Count{});
    branch.lookups_before = front.lookups;
    branch.voids_before = front.voids;
    branch.lookups = whole.lookups;
    branch.voids = whole.voids;
    total = total + whole;
  }
  return total;
}

bool may_hold_more(const Node& root) {
  bool more = root.state == Node::State::unknown;
  walk(root, [&](const Node&, const Branch& branch) {
    const bool unknown_child = branch.child && branch.child->state == Node::State::unknown;
    more = more || branch.depends_on_sender || branch.capped || unknown_child;
  });
  return more;
}

}  // namespace

Task<Tree> walk_tree(RecordSource source, dns::Name domain, WalkOptions options) {
  Tree tree;
  Walker at_once(source, domain, options, Walker::Manner::at_once);
  co_await at_once.walk_root(&tree.root);
  if (at_once.capped()) {
    Walker in_turn(source, domain, options, Walker::Manner::in_turn);
    co_await in_turn.walk_root(&tree.root);
    tree.capped = in_turn.capped();
  }
  const Count total = count(tree.root, {});
  tree.lookups = total.lookups;
  tree.voids = total.voids;
  tree.lookups_at_least = may_hold_more(tree.root);
  co_return tree;
}

}  // namespace mailready::spf
