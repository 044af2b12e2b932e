// An SPF record and all that it stands for, drawn as a tree.
#pragma once
#include <string>

#include "mail/spf/tree.h"
#include "report/json_writer.h"
#include "report/page.h"

namespace mailready::report {

/// The terms in the order of the record, each with the lookups that it takes with all below it and the count so far,
/// what it came to, and who the catalogue says it is; a line where receivers stop; and the sums.
void write_tree(Page& page, const spf::Tree& tree);

/// A line that says why receivers give permerror, if they do.
void write_permerror(Page& page, const spf::Tree& tree);

/// A line about the first question of the tree that got no answer, if one did not.
void write_gap(Page& page, const spf::Tree& tree);

/// "3 of 10 lookups, 0 of 2 void for IPv4 senders, 1 of 2 void for IPv6 senders."
void write_sums(Page& page, const spf::Tree& tree);

/// `{"domain": …, "record": …, "lookups": n, …, "tree": {…}}`: `facts.spf` with the domain in front.
void write_tree(JsonWriter& json, const spf::Tree& tree);

/// "352 IPv4 addresses and 2 IPv6 networks"; "no address" for none.
std::string addresses_text(const IpSet& addresses);

}  // namespace mailready::report
