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

/// An evaluated term in the record of `current`, before anything is asked.
Branch plan_branch(Term term, const dns::Name& current, const dns::Name& checked) {
  Branch branch;
  branch.term = std::move(term);
  const Mechanism* mechanism = branch.term.mechanism();
  if (mechanism && mechanism->network) branch.addresses = IpSet({*mechanism->network});
  if (!branch.term.costs_lookup()) return branch;
  branch.own_lookups = 1;
  const MacroString* spec = branch.term.domain_spec();
  branch.depends_on_sender = spec && spec->depends_on_sender();
  if (mechanism && mechanism->kind == Mechanism::Kind::ptr) return branch;  // asks for the sender's address
  branch.target = spec ? spec->name_at(current, checked) : current;
  const bool reads_record = branch.is_include() || branch.is_redirect();
  if (reads_record && branch.target && branch.target->label_count() < 2) branch.target.reset();  // section 4.3
  return branch;
}

/// A branch for each term of `node`, in its order.
std::vector<Branch> plan_branches(const Node& node, const std::vector<std::size_t>& order, const dns::Name& checked) {
  const std::vector<Term>& terms = node.record.terms;
  std::vector<Branch> branches(terms.size());
  std::vector<bool> planned(terms.size());
  for (const std::size_t i : order) {
    branches[i] = plan_branch(terms[i], node.domain, checked);
    planned[i] = true;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (planned[i]) continue;
    branches[i].term = terms[i];
    branches[i].evaluated = terms[i].modifier() && !terms[i].is(Modifier::Kind::redirect);
  }
  return branches;
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

/// The domains of the records that lead to a record, nearest first.
struct Path {
  dns::Name domain;
  std::shared_ptr<const Path> above;
};

bool holds(const Path* path, const dns::Name& domain) {
  for (; path; path = path->above.get())
    if (path->domain == domain) return true;
  return false;
}

class Walker {
 public:
  enum class Manner { at_once, in_turn };

  Walker(dns::Resolver& resolver, dns::Name checked, WalkOptions limits, Manner manner)
      : resolver_(resolver),
        checked_(std::move(checked)),
        manner_(manner),
        terms_left_(limits.max_terms),
        octets_left_(limits.max_octets) {}

  Task<Node> walk_root() {
    Node root = co_await fetch(checked_);
    co_return co_await follow(std::move(root), nullptr, 0);
  }

  /// Whether a cap was met. At once, the outcome is then of no use.
  bool capped() const { return capped_; }

 private:
  /// Reads what `domain` publishes, without following it.
  Task<Node> fetch(dns::Name domain) {
    dns::Question question{domain, dns::Type::txt};
    const dns::Reply reply = co_await resolver_.ask(std::move(question));
    co_return read_record(std::move(domain), reply);
  }

  /// Follows the terms of `node`, if it is parsed; at least `before` lookups stand in front of them.
  Task<Node> follow(Node node, std::shared_ptr<const Path> above, int before) {
    const auto path = std::make_shared<const Path>(Path{node.domain, std::move(above)});
    std::vector<std::size_t> order = node.record.evaluation_order();
    node.branches = plan_branches(node, order, checked_);
    std::erase_if(order, [&](std::size_t i) { return node.branches[i].own_lookups == 0; });
    if (manner_ == Manner::in_turn) {
      for (const std::size_t i : order) node.branches[i] = co_await ask(std::move(node.branches[i]), path, before++);
      co_return node;
    }
    if (order.size() > terms_left_) capped_ = true;
    if (capped_) co_return node;
    std::vector<Task<Branch>> work;
    for (const std::size_t i : order) work.push_back(ask(std::move(node.branches[i]), path, before++));
    std::vector<Branch> asked = co_await dns::all(std::move(work));
    for (std::size_t k = 0; k < order.size(); ++k) node.branches[order[k]] = std::move(asked[k]);
    co_return node;
  }

  /// Asks what a term that costs a lookup queries.
  Task<Branch> ask(Branch branch, std::shared_ptr<const Path> path, int before) {
    if (manner_ == Manner::in_turn) before = spent_++;
    const bool reads_record = branch.is_include() || branch.is_redirect();
    if (!branch.target) {
      if (reads_record && !branch.depends_on_sender) branch.child = std::make_unique<Node>();
      co_return branch;
    }
    if (reads_record && holds(path.get(), *branch.target)) {
      branch.loops = true;
      co_return branch;
    }
    if (!spend(terms_left_, 1)) {
      branch.capped = true;
      co_return branch;
    }
    if (reads_record) co_return co_await ask_record(std::move(branch), std::move(path), before + 1);
    const Mechanism::Kind kind = branch.term.mechanism()->kind;
    if (kind == Mechanism::Kind::a) co_return co_await ask_addresses(std::move(branch));
    if (kind == Mechanism::Kind::mx) co_return co_await ask_exchanges(std::move(branch), before);
    co_return co_await ask_existence(std::move(branch));
  }

  Task<Branch> ask_record(Branch branch, std::shared_ptr<const Path> path, int before) {
    Node child = co_await fetch(*branch.target);
    if (child.failure) branch.failures.push_back(*child.failure);
    if (child.is_void) branch.own_voids = both_families;
    if (!spend(octets_left_, child.record.text.size())) {
      branch.capped = true;
      co_return branch;
    }
    child = co_await follow(std::move(child), std::move(path), before);
    branch.child = std::make_unique<Node>(std::move(child));
    co_return branch;
  }

  Task<Branch> ask_addresses(Branch branch) {
    std::vector<dns::Name> host{*branch.target};
    const std::vector<dns::Reply> replies = co_await ask_hosts(std::move(host));
    take_addresses(branch, replies);
    branch.own_voids = {.ipv4 = is_void(replies[0]), .ipv6 = is_void(replies[1])};
    co_return branch;
  }

  Task<Branch> ask_exchanges(Branch branch, int before) {
    dns::Question question{*branch.target, dns::Type::mx};
    const dns::Reply reply = co_await resolver_.ask(std::move(question));
    if (!reply) {
      branch.failures.push_back(reply.error());
      co_return branch;
    }
    if (is_void(reply)) branch.own_voids = both_families;
    branch.exchanges = reply->records.size();
    if (before >= lookup_limit) co_return branch;  // past the limit, it matches nothing
    std::vector<dns::Name> hosts = exchanges_of(reply->records);
    if (!spend(exchanges_left_, hosts.size())) {
      branch.capped = true;
      co_return branch;
    }
    const std::vector<dns::Reply> replies = co_await ask_hosts(std::move(hosts));
    take_addresses(branch, replies);
    co_return branch;
  }

  Task<Branch> ask_existence(Branch branch) {
    dns::Question question{*branch.target, dns::Type::a};  // for IPv6 senders too (RFC 7208, section 5.7)
    const dns::Reply reply = co_await resolver_.ask(std::move(question));
    if (!reply) branch.failures.push_back(reply.error());
    if (is_void(reply)) branch.own_voids = both_families;
    branch.exists = reply && !reply->empty();
    co_return branch;
  }

  /// The answers for A and AAAA of each host in turn.
  Task<std::vector<dns::Reply>> ask_hosts(std::vector<dns::Name> hosts) {
    std::vector<Task<dns::Reply>> work;
    for (const dns::Name& host : hosts)
      for (const dns::Type type : {dns::Type::a, dns::Type::aaaa}) {
        dns::Question question{host, type};
        work.push_back(resolver_.ask(std::move(question)));
      }
    co_return co_await dns::all(std::move(work));
  }

  /// Takes `amount` from what is left of a cap; false where it does not suffice, or the walk is lost already.
  bool spend(std::size_t& left, std::size_t amount) {
    if (amount > left) capped_ = true;
    if (amount > left || (capped_ && manner_ == Manner::at_once)) return false;
    left -= amount;
    return true;
  }

  dns::Resolver& resolver_;
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
  for (const std::size_t i : node.record.evaluation_order()) {
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

Task<Tree> walk_tree(dns::Resolver& resolver, dns::Name domain, WalkOptions options) {
  Tree tree;
  Walker at_once(resolver, domain, options, Walker::Manner::at_once);
  tree.root = co_await at_once.walk_root();
  if (at_once.capped()) {
    Walker in_turn(resolver, domain, options, Walker::Manner::in_turn);
    tree.root = co_await in_turn.walk_root();
    tree.capped = in_turn.capped();
  }
  const Count total = count(tree.root, {});
  tree.lookups = total.lookups;
  tree.voids = total.voids;
  tree.lookups_at_least = may_hold_more(tree.root);
  co_return tree;
}

}  // namespace mailready::spf
