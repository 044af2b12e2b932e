// An SPF record as RFC 7208, section 12 has it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip.h"
#include "base/result.h"
#include "dns/name.h"

namespace mailready::spf {

enum class Qualifier { pass, fail, softfail, neutral };

/// "-", "~", "?", or "" for "+", which need not be written.
std::string_view qualifier_text(Qualifier qualifier);

/// One macro-expand: `%{ir.-}` (RFC 7208, section 7.1).
struct Macro {
  char letter = 'd';        ///< lower case: s l o d i p h v, and c r t in explanations
  bool url_escape = false;  ///< written in upper case
  int digits = 0;           ///< how many right-hand parts are kept; 0: all
  bool reverse = false;
  std::string delimiters{};  ///< empty: "."
  bool operator==(const Macro&) const = default;
};

/// A macro-string or domain-spec: literal text and macros in turn (`%%`, `%_` and `%-` are literal here).
struct MacroString {
  std::string text;  ///< as written
  std::vector<std::variant<std::string, Macro>> pieces;
  /// The name that this stands for, where that depends on no sender: `%{d}` is the domain whose record is read
  /// (`current`), `%{o}` the one whose mail is checked (`checked`); they differ in included and redirected records.
  /// Nothing where another macro occurs or the outcome is no domain name.
  std::optional<dns::Name> name_at(const dns::Name& current, const dns::Name& checked) const;
  /// Whether a macro other than `%{d}` and `%{o}` makes it depend on the sender.
  bool depends_on_sender() const;
  /// Whether `%{letter}` occurs in it.
  bool uses(char letter) const;
  bool operator==(const MacroString&) const = default;
};

/// A mechanism with its qualifier (RFC 7208, section 5).
struct Mechanism {
  enum class Kind { all, include, a, mx, ptr, ip4, ip6, exists };
  Kind kind = Kind::all;
  Qualifier qualifier = Qualifier::pass;
  std::optional<MacroString> domain_spec;  ///< include, exists: always; a, mx, ptr: where written
  std::optional<Network> network;          ///< ip4, ip6
  int prefix4 = 32, prefix6 = 128;         ///< a, mx: the dual CIDR length
  bool operator==(const Mechanism&) const = default;
};

/// A modifier (RFC 7208, section 6).
struct Modifier {
  enum class Kind { redirect, exp, unknown };
  Kind kind = Kind::unknown;
  std::string name;  ///< lower case
  MacroString value;
  bool operator==(const Modifier&) const = default;
};

struct Term {
  std::variant<Mechanism, Modifier> what;
  std::string text;        ///< as written
  std::size_t offset = 0;  ///< octets from the start of the record
  const Mechanism* mechanism() const { return std::get_if<Mechanism>(&what); }
  const Modifier* modifier() const { return std::get_if<Modifier>(&what); }
  /// The argument of include, a, mx, ptr and exists where it is written, and of every modifier; else null.
  const MacroString* domain_spec() const;
  bool is(Mechanism::Kind kind) const { return mechanism() && mechanism()->kind == kind; }
  bool is(Modifier::Kind kind) const { return modifier() && modifier()->kind == kind; }
  /// Lower case, the default qualifier and prefix and a plain `%{d}` left out: equal for terms that mean the same.
  std::string canonical() const;
  /// The same in the record of `domain`, where `a:domain` means `a`.
  std::string canonical_at(const dns::Name& domain) const;
  /// Whether it counts against the limit of RFC 7208, section 4.6.4.
  bool costs_lookup() const;
  bool operator==(const Term&) const = default;
};

struct Record {
  std::string text;
  std::vector<Term> terms;
  std::vector<std::size_t> order{};  ///< see `evaluation_order`
  /// The index of the first `all`, or `terms.size()`.
  std::size_t all_index() const;
  /// The index of `redirect=`, which stands once at the most (RFC 7208, section 6), or `terms.size()`.
  std::size_t redirect_index() const;
  const Modifier* redirect() const;
  /// The `exp=`, which stands once at the most too; null where there is none.
  const Modifier* explanation() const;
  /// The indices of the terms that evaluation can meet, in its order: the mechanisms up to `all`, then `redirect=`
  /// where there is no `all`, wherever it is written (RFC 7208, section 6.1).
  const std::vector<std::size_t>& evaluation_order() const { return order; }
  bool operator==(const Record&) const = default;
};

/// A record that several trees may hold, since nobody changes it. Never null.
using SharedRecord = std::shared_ptr<const Record>;

/// The one without terms.
const SharedRecord& no_record();

/// Where a record leaves the grammar.
struct ParseError {
  std::size_t offset = 0;  ///< octets from the start of the record
  std::string term;        ///< the term at fault, as written
  std::string message;     ///< what is wrong, for people: "ip4 needs four octets"
  bool operator==(const ParseError&) const = default;
};

/// Whether a TXT text is an SPF record by RFC 7208, section 4.5: "v=spf1", in any case, then a space or the end.
bool is_spf(std::string_view text);

/// Parses a record for which `is_spf` holds, whole: the first term at fault is the error.
Result<Record, ParseError> parse(std::string_view text);

}  // namespace mailready::spf
