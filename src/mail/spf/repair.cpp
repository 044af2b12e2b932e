#include "mail/spf/repair.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "mail/spf/edit.h"

namespace mailready::spf {
namespace {

constexpr int most_slips = 8;  // that one record is cured of

/// A malformed record, and the octets of its first term at fault.
struct Patient {
  std::string text;
  std::vector<std::size_t> seams;  ///< where one character-string ends and the next begins
  std::size_t start = 0, size = 0;
  std::size_t fault = 0;

  std::string term() const { return text.substr(start, size); }
  std::string with_term(std::string_view other) const {
    return text.substr(0, start) + std::string(other) + text.substr(start + size);
  }
  /// The octets that are still to be read behind the fault: fewer after a cure that helped.
  std::size_t rest() const { return text.size() - fault; }
};

/// Nothing where the text is valid.
std::optional<Patient> examine(std::string text, std::vector<std::size_t> seams) {
  const auto record = parse(text);
  if (record) return std::nullopt;
  const std::size_t fault = std::min(record.error().offset, text.size());
  std::size_t start = fault;
  while (start > 0 && text[start - 1] != ' ') --start;
  const std::size_t size = record.error().term.size();
  return Patient{std::move(text), std::move(seams), start, size, fault};
}

bool is_ipv6(std::string_view text) { return text.find(':') != std::string_view::npos; }

/// Strings are joined without a space, so that the terms on both sides of a seam become one.
std::string cut_at_seam(const Patient& patient) {
  for (const std::size_t seam : patient.seams)
    if (seam > patient.start && seam < patient.start + patient.size)
      return patient.text.substr(0, seam) + " " + patient.text.substr(seam);
  return patient.text;
}

/// What word processors make of a character: dashes of every length, tildes, spaces that do not break or have no width.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> look_alikes{{{"\xE2\x80\x90", "-"},
                                                                                     {"\xE2\x80\x91", "-"},
                                                                                     {"\xE2\x80\x92", "-"},
                                                                                     {"\xE2\x80\x93", "-"},
                                                                                     {"\xE2\x80\x94", "-"},
                                                                                     {"\xE2\x80\x95", "-"},
                                                                                     {"\xE2\x88\x92", "-"},
                                                                                     {"\xEF\xBC\x8D", "-"},
                                                                                     {"\xCB\x9C", "~"},
                                                                                     {"\xE2\x88\xBC", "~"},
                                                                                     {"\xEF\xBD\x9E", "~"},
                                                                                     {"\xC2\xA0", " "},
                                                                                     {"\xE2\x80\xAF", " "},
                                                                                     {"\xE2\x80\x8B", ""},
                                                                                     {"\xEF\xBB\xBF", ""}}};

std::string in_ascii(const Patient& patient) {
  std::string term = patient.term();
  for (const auto& [character, ascii] : look_alikes)
    for (std::size_t at = 0; (at = term.find(character, at)) != std::string::npos; at += ascii.size())
      term.replace(at, character.size(), ascii);
  return patient.with_term(term);
}

/// Commas, semicolons, quotes and tabs separate no terms.
std::string with_spaces(const Patient& patient) {
  std::string term = patient.term();
  for (char& c : term)
    if (std::string_view(",;\"\t\r\n").find(c) != std::string_view::npos) c = ' ';
  return patient.with_term(trimmed(term));
}

bool may_be_host(std::string_view text) { return !text.empty() && text.find_first_of(":=") == std::string_view::npos; }

/// "ip4: 185.10.20.7" and "include: spf.example.net".
std::string joined_to_next(const Patient& patient) {
  const std::size_t next = patient.text.find_first_not_of(' ', patient.start + patient.size);
  if (!patient.term().ends_with(':') || next == std::string::npos) return patient.text;
  const std::string argument = patient.text.substr(next, patient.text.find(' ', next) - next);
  if (!may_be_host(argument) && !Network::parse(argument)) return patient.text;  // a term of its own
  return patient.text.substr(0, patient.start + patient.size) + patient.text.substr(next);
}

/// The right name in front of ":": for "ipv4", for an address of the other family, for a host, for a typing error.
std::string renamed(const Patient& patient) {
  const std::string term = patient.term();
  const std::size_t colon = term.find(':');
  const std::size_t first = std::string_view("+-~?").find(term.front()) == std::string_view::npos ? 0 : 1;
  const std::string name = to_lower(term.substr(first, std::min(colon, term.size()) - first));
  const std::string argument = colon == std::string::npos ? "" : term.substr(colon + 1);
  const auto named = [&](std::string_view right, std::string_view separator) {
    return patient.with_term(term.substr(0, first) + std::string(right) + std::string(separator) + argument);
  };
  if (name == "redirect" || name == "exp") return named(name, "=");
  if (name == "ip" || name == "ip4" || name == "ip6" || name == "ipv4" || name == "ipv6") {
    if (!Network::parse(argument)) return may_be_host(argument) ? named("a", ":") : patient.text;
    return named(is_ipv6(argument) ? "ip6" : "ip4", ":");
  }
  static const std::vector<std::string> names{"all", "include", "ptr", "exists", "redirect"};
  const std::string right = nearest(name, names);
  return right.empty() ? patient.text : named(right, colon == std::string::npos ? "" : ":");
}

std::string without_trailing_slash(const Patient& patient) {
  std::string term = patient.term();
  while (term.ends_with('/')) term.pop_back();
  return patient.with_term(term);
}

/// A modifier takes no qualifier.
std::string without_qualifier(const Patient& patient) {
  const std::string term = patient.term();
  const bool qualified = std::string_view("+-~?").find(term.front()) != std::string_view::npos;
  return qualified && term.find('=') != std::string::npos ? patient.with_term(term.substr(1)) : patient.text;
}

/// The same modifier a second time.
std::string without_repetition(const Patient& patient) {
  const std::string term = patient.term();
  const bool said_before = patient.text.substr(0, patient.start).find(" " + term + " ") != std::string::npos;
  if (!said_before) return patient.text;
  return std::string(trimmed(patient.text.substr(0, patient.start))) +
         patient.text.substr(patient.start + patient.size);
}

constexpr std::array cures{in_ascii,          cut_at_seam,       with_spaces,
                           joined_to_next,    renamed,           without_trailing_slash,
                           without_qualifier, without_repetition};

/// The text after the first cure that lets more of it be read; nothing where none does.
std::optional<std::string> cured(const Patient& patient) {
  for (const auto cure : cures) {
    std::string text = cure(patient);
    if (text == patient.text) continue;
    const auto still = examine(text, {});
    if (!still || still->rest() < patient.rest()) return text;
  }
  return std::nullopt;
}

std::vector<std::size_t> seams_of(const std::vector<std::string>& strings) {
  std::vector<std::size_t> seams;
  std::size_t at = 0;
  for (const std::string& string : strings) seams.push_back(at += string.size());
  return seams;
}

/// Whether everybody passes by an `all` that `text` does not clearly have: no cure is worth that.
bool opens(const Record& record, std::string_view text) {
  const std::size_t end = record.all_index();
  if (end == record.terms.size() || record.terms[end].mechanism()->qualifier != Qualifier::pass) return false;
  return std::ranges::none_of(split(text, ' '), [](std::string_view word) {
    word = trimmed(word, ",;\"\t");
    return equal_ignoring_case(word, "all") || equal_ignoring_case(word, "+all");
  });
}

std::string neat(const Record& record) {
  std::vector<std::string> terms;
  for (const Term& term : record.terms) terms.push_back(term.text);
  return record_text(terms);
}

/// Whether its terms may be mixed with those of another record.
bool is_mixable(const Record& record) {
  return !record.redirect() && std::ranges::all_of(record.terms, [](const Term& term) {
    return term.modifier() || term.is(Mechanism::Kind::all) || term.mechanism()->qualifier == Qualifier::pass;
  });
}

bool ends_in_fail(const Record& record) {
  const std::size_t end = record.all_index();
  return end < record.terms.size() && record.terms[end].mechanism()->qualifier == Qualifier::fail;
}

/// The name of a modifier, which may stand once; else the term in canonical form.
std::string identity(const Term& term) { return term.modifier() ? term.modifier()->name : term.canonical(); }

}  // namespace

std::optional<std::string> repaired(const std::vector<std::string>& strings) {
  std::string text = join(strings, "");
  auto patient = examine(text, seams_of(strings));
  if (!patient) return std::nullopt;
  for (int slips = 0; patient && slips < most_slips; ++slips) {
    auto better = cured(*patient);
    if (!better) return std::nullopt;
    // A seam in front of the cure stays where it was; the others move with the end of the text.
    std::vector<std::size_t> seams;
    for (const std::size_t seam : patient->seams)
      seams.push_back(seam < patient->fault ? seam : seam + better->size() - patient->text.size());
    text = std::move(*better);
    patient = examine(text, std::move(seams));
  }
  const auto record = parse(text);
  if (!record || opens(*record, join(strings, ""))) return std::nullopt;
  return neat(*record);
}

std::optional<std::string> meant_as_spf(std::string_view text) {
  constexpr std::string_view version = "v=spf1";
  if (is_spf(text)) return std::nullopt;
  text = trimmed(text, " \t\r\n\"'");
  if (!equal_ignoring_case(text.substr(0, version.size()), version)) return std::nullopt;
  std::string candidate = std::string(version) + " " + std::string(text.substr(version.size()));
  if (const auto record = parse(candidate)) return neat(*record);
  return repaired({candidate});
}

std::optional<std::string> merged(const std::vector<std::string>& texts) {
  std::vector<std::string> terms;
  std::set<std::string> seen;
  bool all_fail = true;
  for (const std::string& text : texts) {
    const auto record = parse(text);
    if (!record || !is_mixable(*record)) return std::nullopt;
    all_fail = all_fail && ends_in_fail(*record);
    const std::size_t end = record->all_index();
    for (std::size_t i = 0; i < record->terms.size(); ++i) {
      const Term& term = record->terms[i];
      if (term.mechanism() && i >= end) continue;
      if (seen.insert(identity(term)).second) terms.push_back(term.text);
    }
  }
  terms.emplace_back(all_fail ? "-all" : "~all");
  return record_text(terms);
}

}  // namespace mailready::spf
