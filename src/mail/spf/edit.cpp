#include "mail/spf/edit.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.h"

namespace mailready::spf {
namespace {

constexpr std::size_t most_networks = 4;         // that one `a` or `mx` is written out as
constexpr std::size_t most_string_octets = 255;  // RFC 1035, section 3.3

std::size_t columns(std::string_view shown) {
  return static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(), [](char octet) { return (static_cast<unsigned char>(octet) & 0xC0) != 0x80; }));
}

std::size_t shown_columns(std::string_view text) { return columns(printable(text)); }

/// Whether `text` takes at most `room` columns when shown. A character has four octets at the most.
bool fits(std::string_view text, std::size_t room) { return text.size() <= 4 * room && shown_columns(text) <= room; }

/// The longest tail of `text` that takes at most `room` columns when shown, cut in front of a term where one begins in
/// it.
std::string_view tail_that_fits(std::string_view text, std::size_t room) {
  std::string_view tail = text.size() > room ? text.substr(text.size() - room) : text;
  while (shown_columns(tail) > room) tail.remove_prefix(1);
  if (tail.size() == text.size()) return tail;
  const std::size_t space = tail.find(' ');
  return space == std::string_view::npos ? tail : tail.substr(space + 1);
}

/// The longest head of `text` that takes at most `room` columns when shown.
std::string_view head_that_fits(std::string_view text, std::size_t room) {
  std::string_view head = text.substr(0, room);
  while (shown_columns(head) > room) head.remove_suffix(1);
  return head;
}

/// The same, cut behind a term where one ends in it.
std::string_view terms_that_fit(std::string_view text, std::size_t room) {
  const std::string_view head = head_that_fits(text, room);
  return head.size() == text.size() ? head : head.substr(0, head.rfind(' '));
}

constexpr std::string_view cut_front = "... ", cut_back = " ...", cut_inside = "...";

/// `marked` within `text`, up to the end of the character that it ends in.
Stretch whole_characters(std::string_view text, Stretch marked) {
  const std::size_t begin = std::min(marked.offset, text.size());
  std::size_t end = begin + std::min(marked.length, text.size() - begin);
  while (end > begin && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return {.offset = begin, .length = end - begin};
}

/// How many of the `marked` at the front can be shown in one line of `room` columns.
std::size_t count_that_fits(std::string_view text, std::span<const Stretch> marked, std::size_t room) {
  const std::size_t begin = marked.front().offset;
  std::size_t count = 1;
  while (count < marked.size() && fits(text.substr(begin, marked[count].offset + marked[count].length - begin), room))
    ++count;
  return count;
}

/// The two lines as they grow.
struct Pointer {
  std::string line, marks;

  void add(std::string_view shown, char mark) {
    line += shown;
    marks.append(columns(shown), mark);
  }
  std::size_t room(std::size_t width) const { return width - std::min(width, columns(line)); }
};

/// Adds the `marked`, and what stands between them. They fit; a single one that does not is cut.
void add_marked(Pointer& pointer, std::string_view text, std::span<const Stretch> marked, std::size_t room) {
  std::size_t at = marked.front().offset;
  for (const Stretch& stretch : marked) {
    pointer.add(printable(text.substr(at, stretch.offset - at)), '-');
    const std::string_view whole = text.substr(stretch.offset, stretch.length);
    if (fits(whole, room))
      pointer.add(printable(whole), '^');
    else
      pointer.add(printable(head_that_fits(whole, room - cut_inside.size())) + std::string(cut_inside), '^');
    at = stretch.offset + stretch.length;
  }
  if (marked.back().length == 0) pointer.marks += '^';
}

/// The two lines where all of `text` fits.
Pointer point_at_whole(std::string_view text, std::span<const Stretch> marked) {
  Pointer pointer;
  pointer.add(printable(text.substr(0, marked.front().offset)), '-');
  add_marked(pointer, text, marked, columns(printable(text)));
  pointer.line += printable(text.substr(marked.back().offset + marked.back().length));
  return pointer;
}

/// What `marked` leaves of `width` columns to what stands in front: two thirds, or more where less stands behind.
std::size_t room_in_front(std::string_view text, std::span<const Stretch> marked, std::size_t width) {
  const std::size_t begin = marked.front().offset, end = marked.back().offset + marked.back().length;
  const std::size_t most = width - cut_front.size() - cut_back.size();
  const std::string_view middle = text.substr(begin, end - begin);
  const std::size_t left = width - (fits(middle, most) ? shown_columns(middle) : most);
  return left - std::min(shown_columns(text.substr(end, width)), std::max(left / 3, cut_back.size()));
}

/// The two lines for `marked` in a part of `text`, which is cut to `width` columns.
Pointer point_at_part(std::string_view text, std::span<const Stretch> marked, std::size_t width) {
  const std::string_view front = text.substr(0, marked.front().offset);
  const std::string_view back = text.substr(marked.back().offset + marked.back().length);
  const std::size_t room = room_in_front(text, marked, width);
  Pointer pointer;
  if (fits(front, room)) {
    pointer.add(printable(front), '-');
  } else {
    pointer.add(cut_front, '-');
    pointer.add(printable(tail_that_fits(front, room - cut_front.size())), '-');
  }
  add_marked(pointer, text, marked, width - cut_front.size() - cut_back.size());
  const std::size_t left = pointer.room(width);
  if (fits(back, left))
    pointer.line += printable(back);
  else
    pointer.line += printable(terms_that_fit(back, left - cut_back.size())) + std::string(cut_back);
  return pointer;
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
  const auto decides = std::ranges::find_if(record.terms, [](const Term& other) {
    return other.is(Mechanism::Kind::all) || (other.mechanism() && other.mechanism()->qualifier != Qualifier::pass);
  });
  const auto place = static_cast<std::size_t>(decides - record.terms.begin()), size = record.terms.size();
  const std::size_t end = place < size ? place : record.redirect_index();
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

std::string network_term(const Network& network) {
  return (network.address.family == Family::ipv4 ? "ip4:" : "ip6:") + network.to_string();
}

std::optional<std::string> as_networks(const Branch& branch) {
  const bool holds_addresses = branch.term.is(Mechanism::Kind::a) || branch.term.is(Mechanism::Kind::mx);
  if (!holds_addresses || !branch.failures.empty() || branch.capped) return std::nullopt;
  const std::vector<Network> networks = branch.addresses.networks();
  if (networks.empty() || networks.size() > most_networks) return std::nullopt;
  std::vector<std::string> terms;
  for (const Network& network : networks)
    terms.push_back(std::string(qualifier_text(branch.term.mechanism()->qualifier)) + network_term(network));
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

std::vector<std::string> pointed_at(std::string_view text, const std::vector<Stretch>& marked, std::size_t width) {
  std::vector<Stretch> within;
  for (const Stretch& stretch : marked) within.push_back(whole_characters(text, stretch));
  const bool whole = fits(text, width);
  std::vector<std::string> lines;
  for (std::span<const Stretch> left = within; !left.empty();) {
    const std::size_t room = width - cut_front.size() - cut_back.size();
    const auto marks = left.first(whole ? left.size() : count_that_fits(text, left, room));
    Pointer pointer = whole ? point_at_whole(text, marks) : point_at_part(text, marks, width);
    lines.push_back(std::move(pointer.line));
    lines.push_back(std::move(pointer.marks));
    left = left.subspan(marks.size());
  }
  return lines;
}

std::vector<std::string> pointed_at(const Record& record, const Term& term) {
  return pointed_at(record.text, {{.offset = term.offset, .length = term.text.size()}});
}

std::vector<Stretch> stretches(const Record& record, const std::set<std::size_t>& indices) {
  std::vector<Stretch> found;
  for (const std::size_t i : indices)
    if (i < record.terms.size())
      found.push_back({.offset = record.terms[i].offset, .length = record.terms[i].text.size()});
    else
      found.push_back({.offset = record.text.size(), .length = 0});
  return found;
}

}  // namespace mailready::spf
