#include "mail/tag_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.h"

namespace mailready {

static bool is_letter(char octet) { return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z'); }

/// tag-name = ALPHA *ALNUMPUNC
static bool is_tag_name(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char octet) { return is_letter(octet) || (octet >= '0' && octet <= '9') || octet == '_'; });
}

/// tag-value: any visible octet with white space between; UTF-8 too, as in notes of today (RFC 8616).
static bool is_tag_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char octet) {
    const auto value = static_cast<unsigned char>(octet);
    return (value >= 0x20 && value != 0x7f) || octet == '\t' || octet == '\r' || octet == '\n';
  });
}

/// One tag-spec, FWS allowed around name and value.
static Result<Tag, std::string> parse_tag(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos && trimmed(text).empty()) return std::string("an empty tag stands between two semicolons");
  if (equals == text.npos) return fmt::format("\"{}\" is no tag: \"=\" is missing", printable(trimmed(text)));
  const std::string_view name = trimmed(text.substr(0, equals));
  const std::string_view value = trimmed(text.substr(equals + 1));
  if (!is_tag_name(name)) return fmt::format("\"{}\" is no name of a tag", printable(name));
  if (!is_tag_value(value)) return fmt::format("the value of {}= holds control characters", name);
  return Tag{std::string(name), std::string(value)};
}

Result<TagList, std::string> TagList::parse(std::string_view text) {
  std::vector<std::string_view> parts = split(text, ';');
  if (parts.size() > 1 && trimmed(parts.back()).empty()) parts.pop_back();
  std::vector<Tag> tags;
  tags.reserve(parts.size());
  for (const std::string_view part : parts) {
    Result<Tag, std::string> tag = parse_tag(part);
    if (!tag) return tag.error();
    tags.push_back(*std::move(tag));
  }
  return of(std::move(tags));
}

Result<TagList, std::string> TagList::scan(std::string_view text) {
  std::vector<Tag> tags;
  for (const std::string_view part : split(text, ';')) {
    Result<Tag, std::string> tag = parse_tag(part);
    if (tag) tags.push_back({to_lower(tag->name), std::move(tag->value)});
  }
  return of(std::move(tags));
}

/// The first tag whose name stands in front of it already; null where there is none.
static const Tag* first_repeated(const std::vector<Tag>& tags) {
  std::vector<const Tag*> by_name;
  by_name.reserve(tags.size());
  for (const Tag& tag : tags) by_name.push_back(&tag);
  std::ranges::sort(by_name, {}, [](const Tag* tag) { return std::pair(std::string_view(tag->name), tag); });
  const Tag* repeated = nullptr;
  for (std::size_t i = 1; i < by_name.size(); ++i)
    if (by_name[i]->name == by_name[i - 1]->name && (!repeated || by_name[i] < repeated)) repeated = by_name[i];
  return repeated;
}

Result<TagList, std::string> TagList::of(std::vector<Tag> tags) {
  if (const Tag* tag = first_repeated(tags)) return fmt::format("the tag {}= stands twice", tag->name);
  TagList list;
  list.tags_ = std::move(tags);
  return list;
}

const std::string* TagList::find(std::string_view name) const {
  const auto found = std::find_if(tags_.begin(), tags_.end(), [&](const Tag& tag) { return tag.name == name; });
  return found == tags_.end() ? nullptr : &found->value;
}

std::vector<std::string_view> colon_list(std::string_view value) {
  std::vector<std::string_view> entries = split(value, ':');
  for (std::string_view& entry : entries) entry = trimmed(entry);
  return entries;
}

}  // namespace mailready
