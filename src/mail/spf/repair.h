// What a record that is no valid SPF was most likely meant to say: the slips that people and panels make.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailready::spf {

/// The record that the character-strings of a malformed one were meant to make: it parses. Nothing where the slip is
/// none of the common ones, or where they make a valid record as they stand.
std::optional<std::string> repaired(const std::vector<std::string>& strings);

/// The record that a TXT text was meant as which is not SPF by RFC 7208, section 4.5, such as "v=spf1;mx -all" or one
/// in literal quotes: it parses. Nothing where the text is SPF, or was meant as something else.
std::optional<std::string> meant_as_spf(std::string_view text);

/// The records of one domain as one, where each parses and the order of their terms makes no difference: every
/// mechanism but `all` passes, and none redirects. It ends in -all where all of them do, else in ~all.
std::optional<std::string> merged(const std::vector<std::string>& texts);

}  // namespace mailready::spf
