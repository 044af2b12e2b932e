#include "mail/spf/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/spf/macro.h"

namespace mailready::spf {
namespace {

constexpr std::string_view version = "v=spf1";

std::string_view text_of(Mechanism::Kind kind) {
  switch (kind) {
    case Mechanism::Kind::all:
      return "all";
    case Mechanism::Kind::include:
      return "include";
    case Mechanism::Kind::a:
      return "a";
    case Mechanism::Kind::mx:
      return "mx";
    case Mechanism::Kind::ptr:
      return "ptr";
    case Mechanism::Kind::ip4:
      return "ip4";
    case Mechanism::Kind::ip6:
      return "ip6";
    case Mechanism::Kind::exists:
      return "exists";
  }
  return "";
}

std::string canonical(const Macro& macro) {
  std::string text = "%{";
  text += macro.url_escape ? static_cast<char>(macro.letter - 'a' + 'A') : macro.letter;
  if (macro.digits > 0) text += std::to_string(macro.digits);
  if (macro.reverse) text += 'r';
  if (macro.delimiters != ".") text += macro.delimiters;
  return text + '}';
}

std::string canonical_literal(std::string_view literal) {
  std::string text;
  for (const char c : to_lower(literal)) text += c == '%' ? "%%" : c == ' ' ? "%_" : std::string(1, c);
  return text;
}

std::string canonical(const MacroString& spec) {
  std::string text;
  for (const auto& piece : spec.pieces)
    text += piece.index() == 1 ? canonical(std::get<Macro>(piece)) : canonical_literal(std::get<std::string>(piece));
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// The argument of a mechanism: nothing where it says what holds without it.
std::string canonical_domain(const Mechanism& mechanism, const dns::Name* domain) {
  if (!mechanism.domain_spec) return "";
  std::string text = canonical(*mechanism.domain_spec);
  const bool may_be_left_out = mechanism.kind == Mechanism::Kind::a || mechanism.kind == Mechanism::Kind::mx ||
                               mechanism.kind == Mechanism::Kind::ptr;
  if (may_be_left_out && (text == "%{d}" || (domain && text == macro_value(*domain)))) return "";
  return ":" + text;
}

std::string canonical(const Mechanism& mechanism, const dns::Name* domain) {
  std::string text(qualifier_text(mechanism.qualifier));
  text += text_of(mechanism.kind);
  if (mechanism.network) return text + ":" + mechanism.network->to_string();
  text += canonical_domain(mechanism, domain);
  if (mechanism.prefix4 != address_bits(Family::ipv4)) text += fmt::format("/{}", mechanism.prefix4);
  if (mechanism.prefix6 != address_bits(Family::ipv6)) text += fmt::format("//{}", mechanism.prefix6);
  return text;
}

/// What an unknown modifier means is unknown, and so is whether case matters in its value.
std::string canonical(const Modifier& modifier) {
  const bool known = modifier.kind != Modifier::Kind::unknown;
  return modifier.name + "=" + (known ? canonical(modifier.value) : modifier.value.text);
}

std::string canonical(const Term& term, const dns::Name* domain) {
  if (const Mechanism* mechanism = term.mechanism()) return canonical(*mechanism, domain);
  return canonical(*term.modifier());
}

}  // namespace

std::string_view qualifier_text(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::pass:
      return "";
    case Qualifier::fail:
      return "-";
    case Qualifier::softfail:
      return "~";
    case Qualifier::neutral:
      return "?";
  }
  return "";
}

const MacroString* Term::domain_spec() const {
  if (const Modifier* found = modifier()) return &found->value;
  const auto& spec = mechanism()->domain_spec;
  return spec ? &*spec : nullptr;
}

std::string Term::canonical() const { return spf::canonical(*this, nullptr); }
std::string Term::canonical_at(const dns::Name& domain) const { return spf::canonical(*this, &domain); }

bool Term::costs_lookup() const {
  if (const Modifier* found = modifier()) return found->kind == Modifier::Kind::redirect;
  switch (mechanism()->kind) {
    case Mechanism::Kind::include:
    case Mechanism::Kind::a:
    case Mechanism::Kind::mx:
    case Mechanism::Kind::ptr:
    case Mechanism::Kind::exists:
      return true;
    case Mechanism::Kind::all:
    case Mechanism::Kind::ip4:
    case Mechanism::Kind::ip6:
      return false;
  }
  return false;
}

std::size_t Record::all_index() const {
  const auto found = std::ranges::find_if(terms, [](const Term& term) { return term.is(Mechanism::Kind::all); });
  return static_cast<std::size_t>(found - terms.begin());
}

std::size_t Record::redirect_index() const {
  const auto found = std::ranges::find_if(terms, [](const Term& term) { return term.is(Modifier::Kind::redirect); });
  return static_cast<std::size_t>(found - terms.begin());
}

const Modifier* Record::redirect() const {
  const std::size_t at = redirect_index();
  return at < terms.size() ? terms[at].modifier() : nullptr;
}

const Modifier* Record::explanation() const {
  const auto found = std::ranges::find_if(terms, [](const Term& term) { return term.is(Modifier::Kind::exp); });
  return found == terms.end() ? nullptr : found->modifier();
}

const SharedRecord& no_record() {
  static const SharedRecord none = std::make_shared<const Record>();
  return none;
}

bool is_spf(std::string_view text) {
  if (!equal_ignoring_case(text.substr(0, version.size()), version)) return false;
  return text.size() == version.size() || text[version.size()] == ' ';
}

}  // namespace mailready::spf
