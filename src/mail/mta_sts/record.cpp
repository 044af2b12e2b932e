#include "mail/mta_sts/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/field_list.h"

namespace mailready::mta_sts {
namespace {

constexpr std::string_view version = "v=STSv1";

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

bool is_record(std::string_view text) { return counts_as(text, version); }

bool is_meant_as_record(std::string_view text) { return is_meant_as(text, version); }

Result<Record, std::string> parse_record(std::string_view text) {
  constexpr std::size_t longest_id = 32;
  const auto fields = parse_fields(text, version, "id");
  if (!fields) return fields.error();
  const std::string* id = find(*fields, "id");
  if (!id) return std::string("it has no id=");
  if (id->size() > longest_id) return fmt::format("id= has {} letters; {} are the most", id->size(), longest_id);
  if (!std::ranges::all_of(*id, is_letter_or_digit))
    return fmt::format("id= is \"{}\", and only letters and digits may stand there", printable(*id));
  return Record{.id = *id};
}

}  // namespace mailready::mta_sts
