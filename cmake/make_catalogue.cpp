// Checks rules/providers.json and writes it as C++ tables of constants (src/mail/catalogue_rows.h).
// Usage: make_catalogue PROVIDERS.json ROWS.cpp. Each fault is a line that names the provider and the key; any fault
// fails the build.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <set>
#include <stdexcept>

#include "catalogue_check.h"

namespace {

using namespace catalogue_file;

/// A string literal. The check has left no control characters.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char octet : text) {
    if (octet == '"' || octet == '\\') out += '\\';
    out += octet;
  }
  return out + "\"";
}

/// The entries of a list as one literal, parted by spaces.
std::string list_literal(const json& list) {
  std::string text;
  for (const json& entry : list) {
    if (!text.empty()) text += ' ';
    text += entry.is_string() ? entry.get<std::string>() : entry.dump();
  }
  return literal(text);
}

std::string apex_expression(const json& value) {
  if (value.is_string()) return "ApexInclude::without_return_path";
  return value.get<bool>() ? "ApexInclude::needed" : "ApexInclude::not_needed";
}

std::string expression(const json& value, Shape shape) {
  if (shape == Shape::apex) return apex_expression(value);
  if (value.is_boolean()) return value.dump();
  return value.is_array() ? list_literal(value) : literal(value.get<std::string>());
}

/// `{.id = "…", .name = "…"},` with the members that the object has.
std::string row(const json& object, const auto& fields) {
  std::string members;
  for (const Field& field : fields)
    if (const json* value = at_path(object, field.path); value && field.shape != Shape::hosts)
      members +=
          fmt::format("{}.{} = {}", members.empty() ? "" : ",\n     ", field.member, expression(*value, field.shape));
  return fmt::format("    {{{}}},\n", members);
}

std::string submission_row(const json& provider, const json& host) {
  std::string members =
      fmt::format(".provider = {}, .host = {}, .ports = {}, .tls = SubmissionHost::Tls::{}",
                  literal(provider["id"].get<std::string>()), literal(host["host"].get<std::string>()),
                  list_literal(host["ports"]), host["tls"].get<std::string>());
  if (host.contains("region")) members += fmt::format(", .region = {}", literal(host["region"].get<std::string>()));
  return fmt::format("    {{{}}},\n", members);
}

std::string source(const json& file) {
  std::string providers, hosts, operators, proxies;
  for (const json& provider : file.at("providers")) {
    providers += row(provider, provider_fields);
    if (provider.contains("submission"))
      for (const json& host : provider["submission"]) hosts += submission_row(provider, host);
  }
  for (const json& dns_operator : file.at("dns_operators")) operators += row(dns_operator, dns_operator_fields);
  for (const json& proxy : file.at("web_proxies")) proxies += row(proxy, web_proxy_fields);
  return fmt::format(
      "// Made from rules/providers.json.\n"
      "#include \"mail/catalogue_rows.h\"\n\n"
      "namespace mailready::catalogue {{\n\n"
      "static constexpr ProviderRow providers_table[] = {{\n{}}};\n\n"
      "static constexpr SubmissionRow submission_table[] = {{\n{}}};\n\n"
      "static constexpr DnsOperatorRow dns_operator_table[] = {{\n{}}};\n\n"
      "static constexpr WebProxyRow web_proxy_table[] = {{\n{}}};\n\n"
      "std::span<const ProviderRow> provider_rows() {{ return providers_table; }}\n"
      "std::span<const SubmissionRow> submission_rows() {{ return submission_table; }}\n"
      "std::span<const DnsOperatorRow> dns_operator_rows() {{ return dns_operator_table; }}\n"
      "std::span<const WebProxyRow> web_proxy_rows() {{ return web_proxy_table; }}\n\n"
      "}}  // namespace mailready::catalogue\n",
      providers, hosts, operators, proxies);
}

/// Parses the file; a key that stands twice in one object is an error, where the library would take the last.
json parse(std::istream& in) {
  std::vector<std::set<std::string>> open;
  return json::parse(in, [&open](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      throw std::runtime_error(fmt::format("the key {} stands twice in one object", parsed.dump()));
    return true;
  });
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 3) {
    fmt::print(stderr, "usage: make_catalogue PROVIDERS.json ROWS.cpp\n");
    return 2;
  }
  std::ifstream in(arguments[1], std::ios::binary);
  if (!in) throw std::runtime_error("cannot be read");
  const json file = parse(in);
  const std::vector<std::string> lines = catalogue_file::faults(file);
  for (const std::string& line : lines) fmt::print(stderr, "{}: {}\n", arguments[1], line);
  if (!lines.empty()) return 1;
  std::ofstream out(arguments[2], std::ios::binary);
  out << source(file);
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{} cannot be written", arguments[2]));
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "{}: {}\n", count > 1 ? arguments[1] : "make_catalogue", error.what());
  return 1;
}
