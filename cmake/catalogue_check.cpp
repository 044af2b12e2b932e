#include "catalogue_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/ip.h"

namespace catalogue_file {

namespace {

constexpr std::string_view known_lists[] = {"providers", "dns_operators", "web_proxies"};
constexpr std::string_view known_kinds[] = {"transactional", "marketing", "mailbox",
                                            "gateway",       "helpdesk",  "backup-mx"};
constexpr std::string_view known_records[] = {"cname", "txt", "either"};
constexpr std::string_view known_tls[] = {"starttls", "implicit", "both"};
constexpr std::string_view apex_with_custom = "only without custom return-path";

bool one_of(const auto& choices, std::string_view word) {
  return std::find(std::begin(choices), std::end(choices), word) != std::end(choices);
}

bool made_of(std::string_view text, std::string_view further) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || further.find(octet) != further.npos;
  });
}

bool is_one_line(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char octet) {
    return static_cast<unsigned char>(octet) < 0x20 || octet == 0x7f;
  });
}

bool is_pattern(std::string_view text) {
  return made_of(text, "-_.*") && text.front() != '.' && text.back() != '.' && text.find("..") == text.npos;
}

/// A suffix whose last label is generated would claim the names of strangers.
bool is_name_pattern(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  return is_pattern(text) && dot != text.npos && text.find('*', dot) == text.npos;
}

bool is_macro(std::string_view text) {
  return text.find("%{") != text.npos && is_one_line(text) && text.find(' ') == text.npos;
}

/// Collects the faults of one file.
class Checker {
 public:
  explicit Checker(const json& file) : file_(file) {}

  /// All faults, as lines; none where the file is in order.
  std::vector<std::string> check() {
    owner_ = "the file";
    if (!file_.is_object()) return {"the file is no object"};
    for (const auto& [key, value] : file_.items())
      if (!one_of(known_lists, key)) fault(key, "is an unknown key");
    for (const std::string_view key : known_lists)
      if (const json* list = at_path(file_, key); !list || !list->is_array() || list->empty())
        fault(key, "must be a list that is not empty");
    if (!faults_.empty()) return faults_;
    for (const json& provider : file_.at("providers")) remember(provider);
    for (const json& provider : file_.at("providers")) check_provider(provider);
    for (const json& dns_operator : file_.at("dns_operators")) check_object(dns_operator, dns_operator_fields);
    for (const json& proxy : file_.at("web_proxies")) check_object(proxy, web_proxy_fields);
    return faults_;
  }

 private:
  void fault(std::string_view key, std::string_view what) {
    faults_.push_back(fmt::format("{}: {} {}", owner_, key, what));
  }

  /// Ids and aliases share one space of names.
  void remember(const json& provider) {
    if (!provider.is_object() || !provider.contains("id") || !provider["id"].is_string()) return;
    const std::string id = provider["id"];
    owner_ = id;
    ids_.insert(id);
    claim(id, "id");
    if (!provider.contains("aliases") || !provider["aliases"].is_array()) return;
    for (const json& alias : provider["aliases"])
      if (alias.is_string()) claim(alias, "aliases");
  }

  void claim(const std::string& word, std::string_view key) {
    const auto [holder, fresh] = claimed_.emplace(word, owner_);
    if (!fresh) fault(key, fmt::format("holds \"{}\", which {} has already", word, holder->second));
  }

  void check_provider(const json& provider) {
    check_object(provider, provider_fields);
    if (!provider.is_object()) return;
    const json* all = at_path(provider, "dkim.selectors");
    const json* spare = at_path(provider, "dkim.spare_selectors");
    if (spare && spare->is_array())
      for (const json& selector : *spare)
        if (!all || std::find(all->begin(), all->end(), selector) == all->end())
          fault("dkim.spare_selectors", fmt::format("holds {}, which is not among the selectors", selector.dump()));
  }

  void check_object(const json& object, const auto& fields) {
    owner_ = "an entry without id";
    if (object.is_object() && object.contains("id") && object["id"].is_string()) owner_ = object["id"];
    if (!object.is_object()) return fault("it", "is no object");
    for (const auto& [key, value] : object.items()) check_value(key, value, fields);
    for (const Field& field : fields)
      if (field.required && !at_path(object, field.path)) fault(field.path, "is missing");
  }

  void check_value(const std::string& path, const json& value, const auto& fields) {
    const auto field =
        std::find_if(std::begin(fields), std::end(fields), [&](const Field& f) { return f.path == path; });
    if (field != std::end(fields)) return check_shape(path, value, field->shape);
    const bool section = std::any_of(std::begin(fields), std::end(fields),
                                     [&](const Field& f) { return f.path.starts_with(path + "."); });
    if (!section) return fault(path, "is an unknown key");
    if (!value.is_object() || value.empty()) return fault(path, "must be an object that is not empty");
    for (const auto& [key, inner] : value.items()) check_value(path + "." + key, inner, fields);
  }

  void check_shape(std::string_view key, const json& value, Shape shape) {
    switch (shape) {
      case Shape::text:
        return check_text(key, value, is_one_line, "must be a text of one line");
      case Shape::address:
        return check_text(
            key, value, [](std::string_view text) { return text.starts_with("http") && is_one_line(text); },
            "must be the address of a web page");
      case Shape::id:
        check_text(
            key, value, [](std::string_view text) { return made_of(text, "-"); }, "must be an id");
        if (key == "runs_on" && value.is_string()) check_reference(key, value);
        return;
      case Shape::ids:
        check_list(
            key, value, [](std::string_view text) { return made_of(text, "-"); }, "an id");
        if (value.is_array())
          for (const json& id : value)
            if (id.is_string()) check_reference(key, id);
        return;
      case Shape::aliases:
        return check_list(
            key, value, [](std::string_view text) { return made_of(text, "-."); }, "an alias");
      case Shape::kinds:
        return check_list(
            key, value, [](std::string_view text) { return one_of(known_kinds, text); }, "a kind");
      case Shape::labels:
        return check_list(key, value, is_pattern, "a pattern of labels");
      case Shape::names:
        return check_list(key, value, is_name_pattern, "a pattern of names");
      case Shape::includes:
        return check_list(
            key, value, [](std::string_view text) { return is_name_pattern(text) || is_macro(text); },
            "a pattern of names or an SPF macro");
      case Shape::flag:
        if (!value.is_boolean()) fault(key, "must be true or false");
        return;
      case Shape::apex:
        if (!value.is_boolean() && value != apex_with_custom)
          fault(key, fmt::format("must be true, false or \"{}\"", apex_with_custom));
        return;
      case Shape::record:
        return check_text(
            key, value, [](std::string_view text) { return one_of(known_records, text); },
            "must be cname, txt or either");
      case Shape::networks:
        return check_list(
            key, value, [](std::string_view text) { return mailready::Network::parse(text).has_value(); },
            "an address block");
      case Shape::hosts:
        return check_hosts(key, value);
    }
  }

  void check_text(std::string_view key, const json& value, const auto& valid, std::string_view demand) {
    if (!value.is_string() || !valid(value.get<std::string>())) fault(key, demand);
  }

  void check_list(std::string_view key, const json& value, const auto& valid, std::string_view noun) {
    if (!value.is_array() || value.empty()) return fault(key, "must be a list that is not empty");
    std::set<std::string> seen;
    for (const json& entry : value) {
      if (!entry.is_string() || !valid(entry.get<std::string>()))
        fault(key, fmt::format("holds {}, which is not {}", entry.dump(), noun));
      if (!seen.insert(entry.dump()).second) fault(key, fmt::format("holds {} twice", entry.dump()));
    }
  }

  void check_reference(std::string_view key, const std::string& id) {
    if (!ids_.contains(id)) fault(key, fmt::format("names \"{}\", which is no provider of the file", id));
    if (id == owner_) fault(key, "names the provider itself");
  }

  void check_hosts(std::string_view key, const json& value) {
    if (!value.is_array() || value.empty()) return fault(key, "must be a list that is not empty");
    for (const json& host : value) {
      if (!host.is_object()) {
        fault(key, "holds what is no object");
        continue;
      }
      for (const auto& [inner, unused] : host.items())
        if (!one_of(std::vector<std::string_view>{"host", "ports", "tls", "region"}, inner))
          fault(key, fmt::format("holds the unknown key \"{}\"", inner));
      check_text(fmt::format("{}.host", key), host.value("host", json()), is_name_pattern,
                 "must be the name of a host");
      check_text(
          fmt::format("{}.tls", key), host.value("tls", json()),
          [](std::string_view text) { return one_of(known_tls, text); }, "must be starttls, implicit or both");
      if (host.contains("region"))
        check_text(fmt::format("{}.region", key), host["region"], is_one_line, "must be a text");
      check_ports(fmt::format("{}.ports", key), host.value("ports", json()));
    }
  }

  void check_ports(std::string_view key, const json& value) {
    if (!value.is_array() || value.empty()) return fault(key, "must be a list that is not empty");
    for (const json& port : value)
      if (!port.is_number_unsigned() || port > 65535 || port == 0)
        fault(key, fmt::format("holds {}, which is no port", port.dump()));
  }

  const json& file_;
  std::string owner_;
  std::set<std::string> ids_;
  std::map<std::string, std::string> claimed_;
  std::vector<std::string> faults_;
};

}  // namespace

const json* at_path(const json& object, std::string_view path) {
  const json* value = &object;
  for (std::size_t dot = 0; dot != path.npos;) {
    dot = path.find('.');
    const auto inner = value->find(path.substr(0, dot));
    if (inner == value->end()) return nullptr;
    value = &*inner;
    path.remove_prefix(dot == path.npos ? path.size() : dot + 1);
  }
  return value;
}

std::vector<std::string> faults(const json& file) { return Checker(file).check(); }

}  // namespace catalogue_file
