// An SPF record rewritten: what a finding offers to publish in its place. Terms keep their order and their spelling.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mail/spf/record.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// "v=spf1" and `terms`.
std::string record_text(const std::vector<std::string>& terms);

/// The text of `record` with other terms for those at the keys of `replaced`; an empty one drops its term.
std::string with(const Record& record, const std::map<std::size_t, std::string>& replaced);

/// Without the terms of these indices.
std::string without(const Record& record, const std::set<std::size_t>& dropped);

/// With `all` ("~all") in the place of its first `all`, or at the end where it has none.
std::string ending_in(const Record& record, std::string_view all);

/// With `term` in front of what may decide otherwise for what it matches: the first mechanism that does not pass,
/// `all`, the `redirect=`, or, without any, at the end.
std::string with_in_front(const Record& record, std::string_view term);

/// With the mechanisms behind `all` moved in front of it; what then would stand there twice is left out.
std::string with_all_last(const Record& record);

/// "ip4:185.10.20.0/24"
std::string network_term(const Network& network);

/// The ip4 and ip6 terms that pass what an `a` or `mx` passes now, with its qualifier: "ip4:185.10.20.7". Nothing
/// where an answer is missing, or where the addresses are none or so many that nobody would write them out.
std::optional<std::string> as_networks(const Branch& branch);

/// The character-strings of a TXT record that hold `text`: cut behind spaces, at 255 octets at the most (RFC 1035,
/// section 3.3; RFC 7208, section 3.3).
std::vector<std::string> txt_strings(std::string_view text);

/// A part of a record's text. Empty: the column at `offset`, which may be that behind the end.
struct Stretch {
  std::size_t offset = 0, length = 1;  ///< octets
};

/// Two lines: the part of `text` around what is marked as it is safe to show, at most `width` columns, and carets below
/// the marked stretches that dashes lead to, since spaces at the start of a line get lost in some formats. Stretches
/// are in order and disjoint; those too far apart for one line get two lines each. `width` is 20 or more.
std::vector<std::string> pointed_at(std::string_view text, const std::vector<Stretch>& marked, std::size_t width = 68);
std::vector<std::string> pointed_at(const Record& record, const Term& term);

/// Where the terms of these indices stand; one past the last stands for the end of the record.
std::vector<Stretch> stretches(const Record& record, const std::set<std::size_t>& indices);

}  // namespace mailready::spf
