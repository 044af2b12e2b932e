// What the rules about SPF have in common: which records their owner can change, and how an edit is offered.
#pragma once
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lint/evidence.h"
#include "lint/rule.h"
#include "mail/spf/edit.h"
#include "mail/spf/paths.h"

namespace mailready::lint {

/// A finding about the SPF of the checked domain.
Finding spf_finding(const Facts& facts, std::string message);

/// "acme.example. TXT "v=spf1 -all"", a record of the tree as evidence.
std::string spf_line(const dns::Name& domain, std::string_view text);

/// The record at `node` as evidence, with carets below the first three of these terms: `spf::stretches`. A line in
/// front says whose it is, unless it is the domain's own.
std::vector<std::string> quoted(const Facts& facts, const spf::Node& node, const std::set<std::size_t>& indices);

/// The record that holds the term at the end of the path, with carets below it. A line in front says `what` is shown
/// ("The eleventh lookup"), where that is not plain, and how evaluation gets there, where the record is not the
/// domain's own.
std::vector<std::string> quoted(const spf::Path& path, std::string_view what = "");

/// The same for the first three terms that `is_meant` holds of, those of one record together.
std::vector<std::string> quoted(const spf::Tree& tree, const std::function<bool(const spf::Path&)>& is_meant);

/// Whether the owner of the domain can change the record at `node`: it is the domain's own, or stands at or below the
/// domain and is no alias of somebody else's.
bool is_own(const Facts& facts, const spf::Node& node);

/// The records of the tree that are such and parse. Each once, in the order of evaluation.
struct OwnRecords {
  std::vector<const spf::Node*> records;
  const dns::Failure* unread = nullptr;  ///< of one that would be among them
};
OwnRecords own_records(const Facts& facts);

/// The path as far as it runs through records that the owner can change.
spf::Path own_part(const Facts& facts, spf::Path path);

/// "" for the domain's own record, else " in the record of _spf.acme.example".
std::string in_record(const Facts& facts, const spf::Node& node);

/// Offers `text` in the place of the record at `node`, or of all that stand there.
void offer_in_place(Finding& finding, const Facts& facts, const spf::Node& node, const std::string& text);

/// Offers the record that the path ends in without its term; "~all" takes the place of a `redirect=`.
void offer_without_term(Finding& finding, const Facts& facts, const spf::Path& path);

/// Offers `text` as a record of the domain itself, in the place of nothing.
void offer(Finding& finding, const Facts& facts, const std::string& text);

/// The terms whose lookups come back empty, each with what is not there: "a:old.acme.example: no AAAA record".
std::vector<std::string> void_lines(const spf::Tree& tree);

/// The records that hold them, with carets below them.
std::vector<std::string> quoted_voids(const spf::Tree& tree);

/// Offers the own records without the terms that find nothing; an `a` that finds addresses of one family only is
/// written as these. Complete where no void lookup is left then.
void offer_without_voids(Finding& finding, const Facts& facts);

/// A question that may have been void had it been answered. Null where none is.
const dns::Failure* unknown_void(const spf::Tree& tree);

/// The `all` of a record; null where it has none.
const spf::Mechanism* all_of(const spf::Record& record);

/// A way for a policy to end that could be better.
struct Ending {
  bool (*is_met)(const spf::Record& policy);
  std::string_view text;  ///< behind "The SPF record ends in "
  std::string_view fix;
  std::string_view better;  ///< the `all` to offer
};

/// Judges the end of the record whose `all` decides. A better one is offered there, or, where that record is somebody
/// else's, in the domain's own, with an include for its `redirect=`.
Outcome judge_ending(const Facts& facts, const Ending& ending);

}  // namespace mailready::lint
