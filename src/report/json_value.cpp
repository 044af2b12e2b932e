#include "report/json_value.h"

#include <limits>

namespace mailready::report {

const Json& member(const Json& object, const char* name) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto found = object.find(name);
  return found == object.end() ? null : *found;
}

std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : "";
}

std::int64_t number_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() ||
                     value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  return fits ? value.get<std::int64_t>() : 0;
}

bool truth_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::span<const Json> elements(const Json& array) {
  if (!array.is_array()) return {};
  return array.get_ref<const Json::array_t&>();
}

void write_value(JsonWriter& json, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      json.begin_object();
      for (const auto& [name, its_value] : value.get_ref<const Json::object_t&>())
        write_value(json.any_key(name), its_value);
      return json.end_object();
    case Json::value_t::array:
      return write_list(json, value, write_value);
    case Json::value_t::string:
      return json.value(value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      return json.value(value.get<bool>());
    case Json::value_t::number_integer:
      return json.value(value.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return json.value(value.get<std::uint64_t>());
    case Json::value_t::number_float:
      return json.value(value.get<double>());
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      return json.value(nullptr);
  }
}

}  // namespace mailready::report
