#include "mail/spf/edit.h"

#include <algorithm>

#include "base/text.h"

namespace mailready::spf {
namespace {

constexpr std::size_t most_networks = 4;         // that one `a` or `mx` is written out as
constexpr std::size_t most_string_octets = 255;  // RFC 1035, section 3.3

std::size_t columns(std::string_view shown) {
  return static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(), [](char octet) { return (static_cast<unsigned char>(octet) & 0xC0) != 0x80; }));
}

/// The longest tail of `text` that takes at most `room` columns when shown, cut in front of a term where one begins in
/// it.
std::string_view tail_that_fits(std::string_view text, std::size_t room) {
  std::string_view tail = text.size() > room ? text.substr(text.size() - room) : text;
  while (columns(printable(tail)) > room) tail.remove_prefix(1);
  if (tail.size() == text.size()) return tail;
  const std::size_t space = tail.find(' ');
  return space == std::string_view::npos ? tail : tail.substr(space + 1);
}

/// The longest head of `text` that takes at most `room` columns when shown.
std::string_view head_that_fits(std::string_view text, std::size_t room) {
  std::string_view head = text.substr(0, room);
  while (columns(printable(head)) > room) head.remove_suffix(1);
  return head;
}

}  // namespace

std::string record_text(const std::vector<std::string>& terms) {
  std::string text = "v=spf1";
  for (const std::string& term : terms)
    if (!term.empty()) text += " " + term;
  return text;
}

std::string with(const Record& record, const std::map<std::size_t, std::string>& replaced) {
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < record.terms.size(); ++i) {
    const auto found = replaced.find(i);
    terms.push_back(found == replaced.end() ? record.terms[i].text : found->second);
  }
  return record_text(terms);
}

std::string without(const Record& record, const std::set<std::size_t>& dropped) {
  std::map<std::size_t, std::string> replaced;
  for (const std::size_t i : dropped) replaced[i] = "";
  return with(record, replaced);
}

std::string ending_in(const Record& record, std::string_view all) {
  const std::size_t end = record.all_index();
  if (end < record.terms.size()) return with(record, {{end, std::string(all)}});
  return with(record, {}) + " " + std::string(all);
}

std::string with_in_front(const Record& record, std::string_view term) {
  const std::size_t all = record.all_index(), size = record.terms.size();
  const std::size_t end = all < size ? all : record.redirect_index();
  if (end == size) return with(record, {}) + " " + std::string(term);
  return with(record, {{end, std::string(term) + " " + record.terms[end].text}});
}

std::string with_all_last(const Record& record) {
  const std::size_t end = record.all_index();
  std::vector<std::string> terms, modifiers;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < record.terms.size(); ++i) {
    const Term& term = record.terms[i];
    if (i > end && term.modifier()) modifiers.push_back(term.text);
    if (term.is(Mechanism::Kind::all) || (i > end && term.modifier())) continue;
    if (seen.insert(term.canonical()).second || i < end) terms.push_back(term.text);
  }
  if (end < record.terms.size()) terms.push_back(record.terms[end].text);
  terms.insert(terms.end(), modifiers.begin(), modifiers.end());
  return record_text(terms);
}

std::optional<std::string> as_networks(const Branch& branch) {
  const bool holds_addresses = branch.term.is(Mechanism::Kind::a) || branch.term.is(Mechanism::Kind::mx);
  if (!holds_addresses || !branch.failures.empty() || branch.capped) return std::nullopt;
  const std::vector<Network> networks = branch.addresses.networks();
  if (networks.empty() || networks.size() > most_networks) return std::nullopt;
  std::vector<std::string> terms;
  for (const Network& network : networks)
    terms.push_back(std::string(qualifier_text(branch.term.mechanism()->qualifier)) +
                    (network.address.family == Family::ipv4 ? "ip4:" : "ip6:") + network.to_string());
  return join(terms, " ");
}

std::vector<std::string> txt_strings(std::string_view text) {
  std::vector<std::string> strings;
  while (text.size() > most_string_octets) {
    const std::size_t space = text.rfind(' ', most_string_octets - 1);
    const std::size_t size = space == std::string_view::npos ? most_string_octets : space + 1;
    strings.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  strings.emplace_back(text);
  return strings;
}

std::vector<std::string> pointed_at(std::string_view text, std::size_t offset, std::size_t width) {
  constexpr std::string_view more = "... ";
  offset = std::min(offset, text.size());
  const std::string_view front = tail_that_fits(text.substr(0, offset), width * 2 / 3);
  std::string line = front.size() < offset ? std::string(more) : "";
  line += printable(front);
  const std::size_t column = columns(line);
  const std::string_view rest = text.substr(offset);
  const std::string_view back = head_that_fits(rest, width - std::min(width, column + more.size()));
  line += printable(back);
  if (back.size() < rest.size()) line += " ...";
  return {line, std::string(column, '-') + "^"};
}

}  // namespace mailready::spf
