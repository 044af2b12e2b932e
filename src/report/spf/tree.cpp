#include "report/spf/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "mail/catalogue.h"
#include "mail/spf/coverage.h"
#include "mail/spf/fault.h"
#include "report/json.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using spf::Branch;
using spf::Mechanism;
using spf::Node;

constexpr std::size_t most_addresses = 4;  // that are written out behind a term
constexpr std::size_t cost_columns = 15;   // "takes  so far  "
constexpr int deepest_drawn = 12;          // levels; receivers stop at ten

/// "1,234,567"
std::string grouped(Uint128 number) {
  std::string text;
  for (int digits = 0; digits == 0 || number > 0; ++digits, number /= 10) {
    if (digits > 0 && digits % 3 == 0) text.insert(text.begin(), ',');
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
  }
  return text;
}

std::string ipv4_text(const IpSet& addresses) {
  if (addresses.is_all_of(Family::ipv4)) return "all of IPv4";
  Uint128 count = 0;
  for (const Network& network : addresses.only(Family::ipv4).networks()) count += Uint128{1} << (32 - network.prefix);
  return grouped(count) + (count == 1 ? " IPv4 address" : " IPv4 addresses");
}

std::string ipv6_text(const IpSet& addresses) {
  if (addresses.is_all_of(Family::ipv6)) return "all of IPv6";
  return counted(addresses.only(Family::ipv6).networks().size(), "IPv6 network");
}

/// What stands behind a term.
struct Note {
  std::string text;
  Tone tone = Tone::faint;
};

/// Every address where they are few, else the networks where these are, else their number.
std::string few_addresses(const IpSet& addresses) {
  const std::vector<Network> networks = addresses.networks();
  std::vector<std::string> single, texts;
  bool few = networks.size() <= most_addresses;
  for (const Network& network : networks) {
    texts.push_back(network.to_string());
    const int free_bits = address_bits(network.address.family) - network.prefix;
    few = few && free_bits <= 2;
    for (Uint128 i = 0; few && i < Uint128{1} << free_bits; ++i)
      single.push_back(IpAddress{network.address.family, network.address.value + i}.to_string());
  }
  if (few && single.size() <= most_addresses) return join(single, ", ");
  return texts.size() <= most_addresses ? join(texts, ", ") : addresses_text(addresses);
}

/// Which senders a term's lookup is void for.
std::string void_text(const spf::Voids& voids) {
  if (voids.ipv4 > 0 && voids.ipv6 > 0) return "void";
  return voids.ipv4 > 0 ? "void for IPv4 senders" : "void for IPv6 senders";
}

std::optional<Note> record_fault(const Node& node) {
  switch (node.state) {
    case Node::State::parsed:
      return std::nullopt;
    case Node::State::missing:
      return Note{"no SPF record there", Tone::error};
    case Node::State::several:
      return Note{fmt::format("{} SPF records there", node.texts.size()), Tone::error};
    case Node::State::malformed:
      return Note{fmt::format("malformed at column {}, in {}: {}", node.error->offset + 1, printable(node.error->term),
                              printable(node.error->message)),
                  Tone::error};
    case Node::State::unknown:
      return Note{std::string(reason_words(dns::reason(node.failure->kind))), Tone::unknown};
  }
  return std::nullopt;
}

/// What an include or redirect leads to.
Note record_note(const Branch& branch) {
  if (branch.past_lookup_limit()) return {};
  if (branch.loops) return {"a loop: this record stands above", Tone::error};
  if (!branch.target) return {"names no domain", Tone::error};
  if (!branch.child) return {};
  if (auto fault = record_fault(*branch.child)) return *fault;
  if (const auto addresses = spf::matched(branch)) return {addresses_text(*addresses)};
  return {branch.lookups_before + branch.lookups > spf::lookup_limit ? "leads past the limit" : "not wholly known"};
}

/// What a term that asks about addresses found.
Note address_note(const Branch& branch) {
  if (!branch.target) return {"names no domain, and matches nothing"};
  if (!branch.failures.empty())
    return {std::string(reason_words(dns::reason(branch.failures.front().kind))), Tone::unknown};
  if (branch.exchanges > spf::mx_exchange_limit)
    return {fmt::format("{} exchanges; receivers stop behind {}", branch.exchanges, spf::mx_exchange_limit),
            Tone::error};
  if (branch.term.is(Mechanism::Kind::exists)) return {branch.exists ? "matches everybody today" : ""};
  if (branch.addresses.empty()) return {branch.own_voids == spf::Voids{} ? "no address" : ""};
  return {few_addresses(branch.addresses)};
}

Note outcome(const Branch& branch) {
  if (branch.capped) return {"not followed: the tree is too large", Tone::unknown};
  if (branch.depends_on_sender) return {"depends on the sender"};
  if (branch.is_include() || branch.is_redirect()) return record_note(branch);
  if (branch.term.is(Mechanism::Kind::ptr)) return {"depends on the sender's reverse mapping"};
  if (branch.own_lookups > 0) return address_note(branch);
  return {};
}

std::vector<Note> notes(const Branch& branch) {
  if (!branch.evaluated) return {{"never reached"}};
  std::vector<Note> notes;
  if (branch.is_include() || branch.is_redirect())
    if (const auto* provider = branch.target ? catalogue::by_include(*branch.target) : nullptr)
      notes.push_back({shown(provider->name), Tone::plain});
  if (Note note = outcome(branch); !note.text.empty()) notes.push_back(std::move(note));
  if (branch.own_voids != spf::Voids{}) notes.push_back({void_text(branch.own_voids), Tone::warning});
  return notes;
}

/// A tree on a page: each line hangs from the lines of the branches above it.
class Drawing {
 public:
  explicit Drawing(Page& page) : page_(page) {}

  void write(const Node& node, const std::string& stem, int depth = 0) {
    if (depth > deepest_drawn)
      return page_.paragraph(hanging(std::string(cost_columns, ' ') + stem + "└─ ", Tone::faint), {{"…", Tone::faint}});
    const std::vector<const Branch*> branches = drawn(node);
    for (const Branch* branch : branches) {
      const bool last = branch == branches.back();
      if (branch->evaluated && branch->past_lookup_limit() && !std::exchange(stopped_, true)) write_stop(stem);
      write(*branch, stem, last);
      if (branch->child) write(*branch->child, stem + (last ? "   " : "│  "), depth + 1);
    }
  }

 private:
  /// As written, but for a `redirect=`, which is evaluated last wherever it stands (RFC 7208, section 6.1).
  static std::vector<const Branch*> drawn(const Node& node) {
    std::vector<const Branch*> branches;
    for (const Branch& branch : node.branches)
      if (&branch != node.redirect()) branches.push_back(&branch);
    if (node.redirect()) branches.push_back(node.redirect());
    return branches;
  }

  void write(const Branch& branch, const std::string& stem, bool last) {
    const std::string costs = branch.evaluated && branch.own_lookups > 0
                                  ? fmt::format("{:>5}  {:>6}  ", branch.lookups, branch.lookups_before + 1)
                                  : std::string(cost_columns, ' ');
    const bool goes_on = branch.child && !branch.child->branches.empty();
    const std::string under =
        std::string(cost_columns, ' ') + stem + (last ? "   " : "│  ") + (goes_on ? "│  " : "   ");
    std::vector<Span> spans{{printable(branch.term.text), branch.evaluated ? Tone::strong : Tone::faint}};
    const std::vector<Note> behind = notes(branch);
    for (std::size_t i = 0; i < behind.size(); ++i) {
      spans.push_back({i == 0 ? "  " : ", "});
      spans.push_back({behind[i].text, behind[i].tone});
    }
    page_.paragraph({{costs + stem + (last ? "└─ " : "├─ "), Tone::faint}, {under, Tone::faint}}, spans);
  }

  void write_stop(const std::string& stem) {
    const std::string margin = std::string(cost_columns, ' ') + stem;
    page_.paragraph(
        {{margin, Tone::faint}, {margin, Tone::faint}},
        {{fmt::format("┄┄ receivers stop here, after {} lookups: permerror", spf::lookup_limit), Tone::error}});
  }

  Page& page_;
  bool stopped_ = false;
};

/// "at least 4 of 10 lookups, 3 of 2 void for IPv6 senders"
std::string sums(const spf::Tree& tree) {
  std::string text =
      fmt::format("{}{} of {} lookups", tree.lookups_at_least ? "at least " : "", tree.lookups, spf::lookup_limit);
  const auto add = [&](int voids, std::string_view senders) {
    text += fmt::format(", {} of {} void{}", voids, spf::void_lookup_limit, senders);
  };
  if (tree.voids.ipv4 == tree.voids.ipv6) {
    add(tree.voids.ipv4, "");
  } else {
    add(tree.voids.ipv4, " for IPv4 senders");
    add(tree.voids.ipv6, " for IPv6 senders");
  }
  return text;
}

/// The addresses that the record passes.
void write_coverage(Page& page, const spf::Tree& tree) {
  const spf::Coverage coverage = spf::coverage(tree);
  const bool open = !coverage.maybe.empty();
  page.paragraph(hanging(""),
                 {{fmt::format("It passes {}{}.", addresses_text(coverage.passed),
                               open ? ", and perhaps others: a part depends on the sender or is not known" : "")}});
}

}  // namespace

std::string addresses_text(const IpSet& addresses) {
  std::vector<std::string> parts;
  if (addresses.has(Family::ipv4)) parts.push_back(ipv4_text(addresses));
  if (addresses.has(Family::ipv6)) parts.push_back(ipv6_text(addresses));
  return parts.empty() ? "no address" : enumerate(parts);
}

void write_tree(Page& page, const spf::Tree& tree) {
  const Node& root = tree.root;
  page.paragraph(hanging(root.domain.to_string() + "  ", Tone::strong),
                 {{root.state == Node::State::parsed ? printable(root.record->text) : ""}});
  if (const auto fault = record_fault(root)) {
    for (const std::string& text : root.texts) page.paragraph(hanging("  "), {{printable(text)}});
    page.paragraph(hanging("  "), {{fault->text, fault->tone}});
    return;
  }
  page.blank();
  if (!root.branches.empty()) page.paragraph(hanging(""), {{"takes  so far", Tone::faint}});
  Drawing(page).write(root, "");
  page.blank();
  write_sums(page, tree);
  if (spf::permerror(tree))
    write_permerror(page, tree);
  else
    write_coverage(page, tree);
}

void write_permerror(Page& page, const spf::Tree& tree) {
  if (const auto why = spf::permerror(tree)) page.paragraph(hanging("permerror  ", Tone::error), {{*why + "."}});
}

void write_gap(Page& page, const spf::Tree& tree) {
  const dns::Failure* gap = tree.first_failure();
  if (gap)
    page.paragraph(hanging("undetermined  ", Tone::unknown),
                   {{fmt::format("no answer for {}: {}.", dns::question_text(gap->question),
                                 reason_words(dns::reason(gap->kind)))}});
}

void write_sums(Page& page, const spf::Tree& tree) { page.paragraph(hanging(""), {{sums(tree) + "."}}); }

void write_tree(JsonWriter& json, const spf::Tree& tree) {
  json.begin_object();
  json.member("domain", tree.root.domain);
  write_spf_members(json, tree);
  json.member("permerror", spf::permerror(tree));
  json.end_object();
}

}  // namespace mailready::report
