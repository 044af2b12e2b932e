// JSON with comments (RFC 8259, and // and /* */) as values that know where they stand, for messages about a file.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace mailready::cli {

struct Member;

/// A value of a JSON text.
struct Located {
  using List = std::vector<Located>;
  using Object = std::vector<Member>;  ///< in the order of the text, no name twice

  int line = 1;       ///< where its name stands, or, in a list and at the top, where it begins
  std::string key{};  ///< the way to it: `domains."acme.example".outbound[0]`; empty at the top
  std::variant<std::nullptr_t, bool, double, std::string, List, Object> value{};
};

struct Member {
  std::string name;
  Located value;
};

/// What is wrong with a file, and where.
struct Complaint {
  int line = 1;
  std::string text;  ///< "KEY: …"; what came from the file in it need not be printable
};

Complaint complaint_about(const Located& value, std::string_view what);

/// The value that `text` spells; a byte order mark may stand in front. Refused are duplicate names, text that is not
/// UTF-8, and nesting so deep that no file of ours has it.
Result<Located, Complaint> parse_located(std::string_view text);

/// "a number", "an object", …
std::string_view kind_of(const Located& value);

/// The member of an object with this name; null where there is none, or `value` is no object.
const Located* member(const Located& value, std::string_view name);

}  // namespace mailready::cli
