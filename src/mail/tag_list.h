// The tag-list syntax ("a=1; b=2") that DKIM keys and DMARC records share (RFC 6376, section 3.2).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mailready {

struct Tag {
  std::string name;   ///< as written; names are case-sensitive in DKIM
  std::string value;  ///< without the white space around it; the white space inside is kept
  bool operator==(const Tag&) const = default;
};

/// The tags of a record, in their order, no name twice.
class TagList {
 public:
  /// Reads a whole list. The error, for people, names the first thing that the grammar does not allow, or the tag
  /// that stands twice, which makes the whole list invalid. A final ";" is fine.
  static Result<TagList, std::string> parse(std::string_view text);

  /// As `parse`, for DMARC: passes over the parts that are no tag and folds names to lower case; only a tag that
  /// stands twice is an error.
  static Result<TagList, std::string> scan(std::string_view text);

  const std::vector<Tag>& tags() const { return tags_; }
  /// The value of a tag; null where there is none.
  const std::string* find(std::string_view name) const;

 private:
  static Result<TagList, std::string> of(std::vector<Tag> tags);

  std::vector<Tag> tags_;
};

/// The entries of a colon-separated value, white space around them left out (RFC 6376, section 3.6.1).
std::vector<std::string_view> colon_list(std::string_view value);

}  // namespace mailready
