// The grammar of RFC 7208, section 12.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "mail/spf/macro.h"
#include "mail/spf/record.h"

namespace mailready::spf {
namespace {

/// A part of a term that remembers where it stands.
struct Piece {
  std::string_view text;
  std::size_t offset = 0;  ///< octets from the start of the term

  bool starts_with(char c) const { return text.starts_with(c); }
  Piece from(std::size_t count) const { return {text.substr(count), offset + count}; }
  Piece until(std::size_t count) const { return {text.substr(0, count), offset}; }
  SyntaxFault fault(std::string message) const { return {.offset = offset, .message = std::move(message)}; }
};

using MechanismResult = Result<Mechanism, SyntaxFault>;

constexpr std::size_t most_reserved = 64;  // terms; hostile records hold thousands of spaces

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_octet(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

std::optional<Qualifier> qualifier_of(char c) {
  switch (c) {
    case '+':
      return Qualifier::pass;
    case '-':
      return Qualifier::fail;
    case '~':
      return Qualifier::softfail;
    case '?':
      return Qualifier::neutral;
    default:
      return std::nullopt;
  }
}

std::optional<Mechanism::Kind> kind_of(std::string_view name) {
  using Kind = Mechanism::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 8> kinds{{{"all", Kind::all},
                                                                           {"include", Kind::include},
                                                                           {"a", Kind::a},
                                                                           {"mx", Kind::mx},
                                                                           {"ptr", Kind::ptr},
                                                                           {"ip4", Kind::ip4},
                                                                           {"ip6", Kind::ip6},
                                                                           {"exists", Kind::exists}}};
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& row) { return equal_ignoring_case(row.first, name); });
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

std::string unknown_mechanism_message(std::string_view name) {
  if (name.empty()) return "a mechanism or a modifier is missing";
  if (name == "redirect" || name == "exp") return std::string(name) + " is a modifier and takes \"=\"";
  if (name == "ip" || name == "ipv4" || name == "ipv6")
    return "unknown mechanism; networks are written with ip4 or ip6";
  return "unknown mechanism";
}

/// Reads a prefix length behind its slash: no leading zero, `most` at the most.
Result<int, SyntaxFault> parse_prefix(Piece digits, int most) {
  if (digits.text.empty()) return digits.fault("a prefix length is missing behind the slash");
  unsigned value = 0;
  const char* end = digits.text.data() + digits.text.size();
  const auto [stop, error] = std::from_chars(digits.text.data(), end, value);
  if (error != std::errc() || stop != end || value > static_cast<unsigned>(most))
    return digits.fault("a prefix length is a number from 0 to " + std::to_string(most));
  if (digits.text.size() > 1 && digits.starts_with('0')) return digits.fault("a prefix length has no leading zero");
  return static_cast<int>(value);
}

/// Reads `dual-cidr-length`: "/24", "//64" or "/24//64"; may be empty.
std::optional<SyntaxFault> parse_dual_prefix(Piece text, Mechanism& mechanism) {
  const std::size_t double_slash = std::min(text.text.find("//"), text.text.size());
  if (double_slash > 0) {
    const auto prefix = parse_prefix(text.until(double_slash).from(1), address_bits(Family::ipv4));
    if (!prefix) return prefix.error();
    mechanism.prefix4 = *prefix;
  }
  if (double_slash < text.text.size()) {
    const auto prefix = parse_prefix(text.from(double_slash + 2), address_bits(Family::ipv6));
    if (!prefix) return prefix.error();
    mechanism.prefix6 = *prefix;
  }
  return std::nullopt;
}

/// Where the dual CIDR length behind a domain-spec begins. A slash may stand in the name too, yet no domain-spec ends
/// in digits and slashes: its last label is no number, and a macro ends in "}", "%", "_" or "-".
std::size_t dual_prefix_start(std::string_view text) {
  const std::size_t last_other = text.find_last_not_of("0123456789/");
  return std::min(text.find('/', last_other == std::string_view::npos ? 0 : last_other), text.size());
}

std::optional<SyntaxFault> read_domain_spec(Piece text, std::optional<MacroString>& into) {
  auto spec = parse_domain_spec(text.text);
  if (!spec) return text.from(spec.error().offset).fault(spec.error().message);
  into = std::move(*spec);
  return std::nullopt;
}

/// `include` and `exists`: a colon and a domain-spec.
std::optional<SyntaxFault> read_required_domain(Piece rest, Mechanism& mechanism) {
  if (!rest.starts_with(':')) return rest.fault("a \":\" and a domain name are missing");
  return read_domain_spec(rest.from(1), mechanism.domain_spec);
}

std::optional<SyntaxFault> read_optional_domain(Piece rest, Mechanism& mechanism) {
  if (rest.text.empty()) return std::nullopt;
  if (!rest.starts_with(':')) return rest.fault("only a \":\" and a domain name may follow here");
  return read_domain_spec(rest.from(1), mechanism.domain_spec);
}

/// `a` and `mx`: a domain-spec and a dual CIDR length, each may be missing.
std::optional<SyntaxFault> read_host(Piece rest, Mechanism& mechanism) {
  const std::size_t prefix = dual_prefix_start(rest.text);
  if (auto fault = read_optional_domain(rest.until(prefix), mechanism)) return fault;
  return parse_dual_prefix(rest.from(prefix), mechanism);
}

std::optional<SyntaxFault> read_network(Piece rest, Family family, Mechanism& mechanism) {
  if (!rest.starts_with(':')) return rest.fault("a \":\" and a network are missing");
  const Piece argument = rest.from(1);
  const std::size_t slash = std::min(argument.text.find('/'), argument.text.size());
  const auto address = IpAddress::parse(argument.text.substr(0, slash));
  if (!address || address->family != family)
    return argument.fault(family == Family::ipv4 ? "ip4 needs an IPv4 address: four numbers from 0 to 255"
                                                 : "ip6 needs an IPv6 address");
  int prefix = address_bits(family);
  if (slash < argument.text.size()) {
    const auto read = parse_prefix(argument.from(slash + 1), address_bits(family));
    if (!read) return read.error();
    prefix = *read;
  }
  mechanism.network = Network::of(*address, prefix);
  return std::nullopt;
}

std::optional<SyntaxFault> read_argument(Piece rest, Mechanism& mechanism) {
  switch (mechanism.kind) {
    case Mechanism::Kind::all:
      return rest.text.empty() ? std::nullopt : std::optional(rest.fault("nothing may follow \"all\""));
    case Mechanism::Kind::include:
    case Mechanism::Kind::exists:
      return read_required_domain(rest, mechanism);
    case Mechanism::Kind::ptr:
      return read_optional_domain(rest, mechanism);
    case Mechanism::Kind::a:
    case Mechanism::Kind::mx:
      return read_host(rest, mechanism);
    case Mechanism::Kind::ip4:
      return read_network(rest, Family::ipv4, mechanism);
    case Mechanism::Kind::ip6:
      return read_network(rest, Family::ipv6, mechanism);
  }
  return std::nullopt;
}

/// `rest` is what follows the name.
Result<Mechanism, SyntaxFault> parse_mechanism(Piece name, Piece rest, Qualifier qualifier) {
  const auto kind = kind_of(name.text);
  if (!kind) return name.fault(unknown_mechanism_message(to_lower(name.text)));
  Mechanism mechanism{.kind = *kind, .qualifier = qualifier, .domain_spec = {}, .network = {}};
  if (auto fault = read_argument(rest, mechanism)) return std::move(*fault);
  return mechanism;
}

Result<Modifier, SyntaxFault> parse_modifier(Piece name, Piece value) {
  if (name.text.empty() || !is_letter(name.text.front()))
    return name.fault("the name of a modifier begins with a letter");
  Modifier modifier{.kind = Modifier::Kind::unknown, .name = to_lower(name.text), .value = {}};
  if (modifier.name == "redirect") modifier.kind = Modifier::Kind::redirect;
  if (modifier.name == "exp") modifier.kind = Modifier::Kind::exp;
  auto read = modifier.kind == Modifier::Kind::unknown ? parse_macro_string(value.text) : parse_domain_spec(value.text);
  if (!read) return value.from(read.error().offset).fault(read.error().message);
  modifier.value = std::move(*read);
  return modifier;
}

/// Any octet but printable ASCII, which a term cannot hold.
std::optional<SyntaxFault> unprintable_octet(std::string_view term) {
  const auto found = std::find_if(term.begin(), term.end(), [](char c) { return c < '!' || c > '~'; });
  if (found == term.end()) return std::nullopt;
  const std::string message =
      *found == '\t' ? "a tab separates no terms; spaces do" : "an octet that is no printable ASCII";
  return SyntaxFault{.offset = static_cast<std::size_t>(found - term.begin()), .message = message};
}

Result<Term, SyntaxFault> parse_term(std::string_view text) {
  if (auto fault = unprintable_octet(text)) return std::move(*fault);
  const Piece whole{text};
  const auto qualifier = qualifier_of(text.front());
  const Piece bare = whole.from(qualifier ? 1 : 0);
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(bare.text, is_name_octet) - bare.text.begin());
  const Piece name = bare.until(end), rest = bare.from(end);

  Term term{.what = {}, .text = std::string(text)};
  if (rest.starts_with('=')) {
    if (qualifier) return whole.fault("a modifier takes no qualifier");
    auto modifier = parse_modifier(name, rest.from(1));
    if (!modifier) return modifier.error();
    term.what = std::move(*modifier);
  } else {
    auto mechanism = parse_mechanism(name, rest, qualifier.value_or(Qualifier::pass));
    if (!mechanism) return mechanism.error();
    term.what = std::move(*mechanism);
  }
  return term;
}

/// `redirect=` and `exp=` stand in a record once at the most (RFC 7208, section 6).
bool repeats_modifier(const Record& record, const Term& term) {
  const Modifier* modifier = term.modifier();
  if (!modifier || modifier->kind == Modifier::Kind::unknown) return false;
  return std::any_of(record.terms.begin(), record.terms.end(),
                     [&](const Term& other) { return other.modifier() && other.modifier()->kind == modifier->kind; });
}

/// What `Record::evaluation_order` says of the terms.
std::vector<std::size_t> order_of(const Record& record) {
  const std::size_t end = record.all_index(), redirect = record.redirect_index(), size = record.terms.size();
  std::vector<std::size_t> order;
  order.reserve(size);
  for (std::size_t i = 0; i < size && i <= end; ++i)
    if (record.terms[i].mechanism()) order.push_back(i);
  if (end == size && redirect < size) order.push_back(redirect);
  return order;
}

}  // namespace

Result<Record, ParseError> parse(std::string_view text) {
  Record record{.text = std::string(text), .terms = {}};
  record.terms.reserve(std::min<std::size_t>(static_cast<std::size_t>(std::ranges::count(text, ' ')), most_reserved));
  std::size_t at = std::min(text.find(' '), text.size());
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view written = text.substr(at, end - at);
    auto term = parse_term(written);
    if (!term) return ParseError{at + term.error().offset, std::string(written), term.error().message};
    if (repeats_modifier(record, *term))
      return ParseError{at, std::string(written), term->modifier()->name + " may stand in a record only once"};
    term->offset = at;
    record.terms.push_back(std::move(*term));
    at = end;
  }
  record.order = order_of(record);
  return record;
}

}  // namespace mailready::spf
