// Text that came from outside made safe and readable, and small helpers on strings.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailready {

/// `octets` as printable text: octets that are no printable UTF-8 text (C0, DEL, C1, bidirectional and other
/// format controls, invalid sequences) become `\DDD` for each octet and a backslash `\\`, as in master files
/// (RFC 1035, section 5.1). Everything from DNS passes through here before any format's own escaping.
std::string printable(std::string_view octets);
/// The same without a copy: `octets` themselves where they are printable as they are, else a view of `storage`.
std::string_view printable(std::string_view octets, std::string& storage);

/// The octets that `printable` made `text` of; nothing where it holds a broken escape.
std::optional<std::string> unprinted(std::string_view text);

/// Whether `text` is printable ASCII from end to end.
bool is_printable_ascii(std::string_view text);

/// The character-strings of a TXT record as dig prints them: "…" "…", each `printable`, quotes escaped as `\"`.
std::string quoted_strings(const std::vector<std::string>& strings);

std::string to_lower(std::string_view ascii);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trimmed(std::string_view text, std::string_view spaces = " \t\r\n");
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// "a", "a and b", "a, b and c".
std::string enumerate(const std::vector<std::string>& parts);

/// "1 lookup", "3 lookups": `count` with `noun` in the right number ("s" is added for all counts but 1).
std::string counted(std::size_t count, std::string_view noun);

/// The entry of `choices` nearest to `word` by edit distance, or "" where none is near enough to be meant.
std::string nearest(std::string_view word, std::span<const std::string> choices);

}  // namespace mailready
