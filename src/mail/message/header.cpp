#include "mail/message/header.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "mail/tag_list.h"

namespace mailready::message {
namespace {

struct Field {
  std::string_view name;
  std::string body;  ///< unfolded (RFC 5322, section 2.2.3)
};

/// The next line of `text`, without its end.
std::string_view take_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_folded(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }

std::vector<Field> fields_of(std::string_view text) {
  std::vector<Field> fields;
  if (text.starts_with("From ")) take_line(text);  // the separator of a mailbox file
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    if (is_folded(line) && !fields.empty()) {
      fields.back().body += line;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) break;
    fields.push_back({trimmed(line.substr(0, colon)), std::string(line.substr(colon + 1))});
  }
  return fields;
}

/// The first field of that name: of Return-Path the one of the last hop (RFC 5321, section 4.4).
const Field* find(const std::vector<Field>& fields, std::string_view name) {
  const auto found =
      std::ranges::find_if(fields, [&](const Field& field) { return equal_ignoring_case(field.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

/// The domain of the last address in `body`: in angle brackets, or alone.
std::optional<dns::Name> domain_of(std::string_view body) {
  const std::size_t open = body.rfind('<');
  if (open != std::string_view::npos) body = body.substr(open + 1, body.find('>', open) - open - 1);
  const std::size_t at = body.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto name = dns::Name::parse(trimmed(body.substr(at + 1)));
  return name && !name->is_root() ? name : std::nullopt;
}

std::string without_spaces(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
  return text;
}

std::optional<Signature> signature_in(const std::string& body) {
  const auto tags = TagList::parse(body);
  if (!tags) return std::nullopt;
  const std::string *domain = tags->find("d"), *selector = tags->find("s");
  if (!domain || !selector) return std::nullopt;
  const auto name = dns::Name::parse(without_spaces(*domain));
  const auto below = name ? name->prefixed(without_spaces(*selector) + "._domainkey") : std::nullopt;
  if (!below) return std::nullopt;
  return Signature{*name, to_lower(without_spaces(*selector))};
}

}  // namespace

Result<Header, std::string> parse_header(std::string_view text) {
  const std::vector<Field> fields = fields_of(text);
  if (fields.empty()) return std::string("it does not begin with a header");
  const Field* from = find(fields, "From");
  const auto author = from ? domain_of(from->body) : std::nullopt;
  if (!author) return std::string(from ? "its From field holds no address" : "its header has no From field");
  Header header{.author = *author};
  if (const Field* path = find(fields, "Return-Path")) header.return_path = domain_of(path->body);
  for (const Field& field : fields) {
    if (!equal_ignoring_case(field.name, "DKIM-Signature")) continue;
    if (auto signature = signature_in(field.body)) header.signatures.push_back(*std::move(signature));
  }
  return header;
}

}  // namespace mailready::message
