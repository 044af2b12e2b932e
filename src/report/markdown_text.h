// Text in Markdown (GitHub's and GitLab's) that stays text: whatever a record holds, it forms no markup, link, mention,
// HTML or table border.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mailready::report {

/// `text` as code on a line of its own or in a cell of a table. It goes through `shown` first, as all here.
std::string markdown_code(std::string_view text);

/// A sentence: its plain words as they are, and what could be more than a word, such as a quoted record or a name with
/// an underscore, as code. It must not stand at the start of a line, where "1." would begin a list.
std::string markdown_inline(std::string_view text);

/// `lines` as a fenced block in `language`, with a line end behind it.
std::string markdown_block(const std::vector<std::string>& lines, std::string_view language);

}  // namespace mailready::report
