// JSON as a value, whoever wrote it: looked into without trust, and written again.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "report/json_writer.h"

namespace mailready::report {

/// Keeps the order of its keys, so that outputs repeat byte for byte.
using Json = nlohmann::ordered_json;

// What is missing, or of another kind than it should be, reads as null, empty, 0 or false.
const Json& member(const Json& object, const char* name);
std::string text_of(const Json& object, const char* name);
std::int64_t number_of(const Json& object, const char* name);
bool truth_of(const Json& object, const char* name);
std::span<const Json> elements(const Json& array);

/// Writes `value` as it was read: the same members in the same order.
void write_value(JsonWriter& json, const Json& value);

}  // namespace mailready::report
