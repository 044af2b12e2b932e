// The shape of rules/providers.json: which keys there are, what each may hold, and the members of the rows in
// src/mail/catalogue_rows.h that they become.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace catalogue_file {

using json = nlohmann::ordered_json;

enum class Shape {
  text,      // any one line
  address,   // of a web page
  id,        // "amazon-ses"
  ids,       // of other providers of the file
  aliases,   // further names for an id
  kinds,     // known to the program
  labels,    // patterns of labels
  names,     // patterns of domain names; the last label is literal
  includes,  // as names; SPF macros too
  flag,      // true or false
  apex,      // true, false or "only without custom return-path"
  record,    // "cname", "txt" or "either"
  networks,  // address blocks
  hosts,     // submission hosts
};

/// One key, with a dot before the key of an inner object, and the member of the row that holds it.
struct Field {
  std::string_view path;
  Shape shape;
  std::string_view member;
  bool required = false;
};

/// In the order of the members of ProviderRow.
inline constexpr Field provider_fields[] = {
    {"id", Shape::id, "id", true},
    {"name", Shape::text, "name", true},
    {"aliases", Shape::aliases, "aliases"},
    {"kinds", Shape::kinds, "kinds", true},
    {"operator", Shape::text, "operator_name"},
    {"runs_on", Shape::id, "runs_on"},
    {"runs_on_any", Shape::ids, "runs_on_any"},
    {"shares_ranges_with", Shape::ids, "shares_ranges_with"},
    {"spf.includes", Shape::includes, "spf_includes"},
    {"spf.apex_include_needed", Shape::apex, "apex_include"},
    {"spf.note", Shape::text, "spf_note"},
    {"dkim.selectors", Shape::labels, "selectors"},
    {"dkim.spare_selectors", Shape::labels, "spare_selectors"},
    {"dkim.customer_selectors", Shape::flag, "customer_selectors"},
    {"dkim.record", Shape::record, "dkim_record"},
    {"dkim.cname_targets", Shape::names, "dkim_targets"},
    {"return_path.labels", Shape::labels, "return_path_labels"},
    {"return_path.cname_targets", Shape::names, "return_path_targets"},
    {"return_path.mx_targets", Shape::names, "return_path_exchanges"},
    {"mx.hosts", Shape::names, "mx_hosts"},
    {"mx.store_and_forward", Shape::flag, "store_and_forward"},
    {"mx.redundant", Shape::flag, "mx_redundant"},
    {"mx.note", Shape::text, "mx_note"},
    {"status_page", Shape::address, "status_page"},
    {"docs", Shape::address, "docs"},
    {"note", Shape::text, "note"},
    {"submission", Shape::hosts, ""},
};

inline constexpr Field web_proxy_fields[] = {
    {"id", Shape::id, "id", true},
    {"name", Shape::text, "name", true},
    {"networks", Shape::networks, "networks", true},
};

inline constexpr Field dns_operator_fields[] = {
    {"id", Shape::id, "id", true},
    {"name", Shape::text, "name", true},
    {"operator", Shape::text, "company"},
    {"hosts", Shape::names, "hosts", true},
};

/// The value at a dotted path; null where there is none.
const json* at_path(const json& object, std::string_view path);

/// All faults of the file, as lines that name the provider and the key; none where it is in order.
std::vector<std::string> faults(const json& file);

}  // namespace catalogue_file
