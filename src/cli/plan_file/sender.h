// An entry of `outbound`.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "cli/plan_file/reading.h"
#include "survey/plan.h"

namespace mailready::cli {

/// The sender, whose role its place in the list decides; nothing, and complaints, where it is none.
std::optional<survey::Sender> read_sender(Reading& reading, const Located& value);

/// The keys of an entry, and of the objects in it.
std::vector<std::string_view> sender_keys(), spf_keys(), dkim_keys();

/// Reads a stream by its name.
std::optional<survey::Stream> read_stream(Reading& reading, const Located& value);

}  // namespace mailready::cli
