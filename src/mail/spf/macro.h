// Macros of SPF (RFC 7208, section 7): reading them, and what stands for them once their values are known.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/spf/record.h"

namespace mailready::spf {

/// Where a piece of a record leaves the grammar.
struct SyntaxFault {
  std::size_t offset = 0;  ///< octets from the start of the piece
  std::string message;     ///< for people
};

/// Reads `macro-string`: literal octets and macros. Octets that no term can hold are the caller's to refuse. The
/// letters c, r and t, which only the text of an explanation may hold (section 7.2), are faults.
Result<MacroString, SyntaxFault> parse_macro_string(std::string_view text);

/// Reads `domain-spec`: a macro-string that ends in a macro, or in a dot and a top label.
Result<MacroString, SyntaxFault> parse_domain_spec(std::string_view text);

/// Reads `explain-string`, the text that an `exp=` leads to: a macro-string that may hold spaces and the letters c, r
/// and t (section 7.2). An octet that is no printable US-ASCII is a fault (section 6.2).
Result<MacroString, SyntaxFault> parse_explanation(std::string_view text);

/// `string` with each macro replaced by what stands for it, where `value_of` gives the value of its letter. Nothing
/// past 64 KiB, which no name and no text of an SMTP reply has: a record of macros and a long sender would make
/// gigabytes.
std::optional<std::string> expanded(const MacroString& string, const std::function<std::string(char)>& value_of);

/// What stands for `macro` where its letter has `value`: split, reversed, cut and escaped as it says (section 7.3).
std::string transformed(const Macro& macro, std::string_view value);

/// The name that is asked for where a domain-spec expands to `text`. Beyond 253 octets, labels are dropped from the
/// left (section 7.3). Nothing where a label is empty or too long, or none is left.
std::optional<dns::Name> queried_name(std::string_view text);

/// `name` as macros see it: its raw octets, without the final dot.
std::string macro_value(const dns::Name& name);

}  // namespace mailready::spf
