#include "mail/spf/spread.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "mail/spf/edit.h"
#include "mail/spf/macro.h"

namespace mailready::spf {
namespace {

/// Networks of one qualifier, of which the first may have moved.
struct Group {
  explicit Group(Part part) : part_(std::move(part)) {
    for (const std::string& network : part_.networks) octets_ += cost(network);
  }

  std::size_t octets() const { return octets_; }
  std::span<const std::string> left() const { return std::span(part_.networks).subspan(moved_); }
  /// What `count` networks more take from the record, each with its space.
  std::size_t octets_of_next(std::size_t count) const {
    std::size_t octets = 0;
    for (const std::string& network : left().first(count)) octets += cost(network);
    return octets;
  }
  std::string include_of(const dns::Name& name) const {
    return std::string(qualifier_text(part_.qualifier)) + "include:" + name.to_string();
  }
  void replace_next(std::size_t count, std::string include) {
    octets_ -= octets_of_next(count);
    moved_ += count;
    includes_.push_back(std::move(include));
  }
  void append_to(std::vector<std::string>& terms) const {
    if (!part_.term.empty()) terms.push_back(part_.term);
    terms.insert(terms.end(), includes_.begin(), includes_.end());
    for (const std::string& network : left()) terms.push_back(std::string(qualifier_text(part_.qualifier)) + network);
  }

 private:
  std::size_t cost(const std::string& network) const {
    return 1 + qualifier_text(part_.qualifier).size() + network.size();
  }

  Part part_;
  std::size_t moved_ = 0;
  std::size_t octets_ = 0;  ///< of the networks left, each with its space
  std::vector<std::string> includes_;
};

/// The names for records of their own, in turn.
class Names {
 public:
  Names(const dns::Name& domain, const std::set<dns::Name>& taken) : domain_(domain), taken_(taken) {}

  /// Nothing where the name would be too long, or such that no term can hold it as it is.
  std::optional<dns::Name> next() {
    for (;;) {
      const std::optional<dns::Name> name = domain_.prefixed("_spf" + std::to_string(++last_));
      if (!name || !can_be_written(*name)) return std::nullopt;
      if (!taken_.contains(*name)) return name;
    }
  }

 private:
  static bool can_be_written(const dns::Name& name) {
    const auto spec = parse_domain_spec(name.to_string());
    return spec && spec->name_at(name, name) == name;
  }

  const dns::Name& domain_;
  const std::set<dns::Name>& taken_;
  int last_ = 0;
};

std::string network_record(std::span<const std::string> networks) {
  std::vector<std::string> terms(networks.begin(), networks.end());
  terms.emplace_back("-all");
  return record_text(terms);
}

/// How many networks, from the first on, fit into a record at `name`.
std::size_t count_that_fits(const dns::Name& name, std::span<const std::string> networks) {
  std::size_t octets = PublishedRecord{name, network_record({})}.size_octets(), count = 0;
  for (; count < networks.size(); ++count)
    if ((octets += 1 + networks[count].size()) > most_record_octets) break;
  return count;
}

std::string text_of(const std::vector<Group>& groups) {
  std::vector<std::string> terms;
  for (const Group& group : groups) group.append_to(terms);
  return record_text(terms);
}

}  // namespace

std::size_t PublishedRecord::size_octets() const { return name.to_string().size() + text.size(); }

std::vector<PublishedRecord> spread(const dns::Name& domain, std::vector<Part> parts,
                                    const std::set<dns::Name>& taken) {
  std::vector<Group> groups;
  for (Part& part : parts) groups.emplace_back(std::move(part));
  Names names(domain, taken);
  std::vector<PublishedRecord> records{{domain, text_of(groups)}};
  std::size_t octets = records.front().size_octets();
  while (octets > most_record_octets && !groups.empty()) {
    Group& largest = *std::ranges::max_element(groups, {}, &Group::octets);
    const std::optional<dns::Name> name = names.next();
    if (!name) break;
    const std::size_t count = count_that_fits(*name, largest.left());
    const std::size_t freed = largest.octets_of_next(count);
    std::string include = largest.include_of(*name);
    if (freed <= 1 + include.size()) break;  // the include would make it no shorter
    records.push_back({*name, network_record(largest.left().first(count))});
    octets -= freed - 1 - include.size();
    largest.replace_next(count, std::move(include));
  }
  records.front().text = text_of(groups);
  return records;
}

}  // namespace mailready::spf
