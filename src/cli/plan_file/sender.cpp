#include "cli/plan_file/sender.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <utility>

#include "base/text.h"

namespace mailready::cli {
namespace {

using survey::Sender;

/// An entry under way: a provider of the catalogue, or one given in place.
struct SenderEntry {
  Sender sender;
  catalogue::Provider in_place{.kinds = {catalogue::Kind::transactional}};
};

void read_id(Reading& reading, const Located& value, SenderEntry& entry) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const auto id = read_text(reading, value);
  if (!id) return;
  if (id->find_first_not_of(allowed) != std::string::npos)
    return reading.complain(value, fmt::format("\"{}\" is no id: lower-case letters, digits and \"-\"", *id));
  if (const catalogue::Provider* known = catalogue::find(*id))
    return reading.complain(value, fmt::format("the catalogue knows {}: write \"provider\": \"{}\", or give yours "
                                               "another id",
                                               known->name, known->id));
  entry.in_place.id = *id;
}

std::optional<std::string> read_literal_selector(Reading& reading, const Located& value) {
  const auto selector = read_as<survey::DeclaredSelector>(reading, value, survey::parse_selector);
  if (!selector) return std::nullopt;
  if (!selector->signing_domain) return selector->selector;
  reading.complain(value, "a signing domain goes with the selectors of \"dkim_selectors\"");
  return std::nullopt;
}

constexpr std::array in_place_spf{
    Key<SenderEntry>{"includes", [](Reading& reading, const Located& value, SenderEntry& entry) {
                       for (const dns::Name& name : read_each(reading, value, "a list of names", read_name))
                         entry.in_place.spf_includes.push_back(name.to_string());
                     }}};

constexpr std::array in_place_dkim{Key<SenderEntry>{
    "selectors", [](Reading& reading, const Located& value, SenderEntry& entry) {
      entry.in_place.selectors = read_each(reading, value, "a list of selectors", read_literal_selector);
    }}};

constexpr std::array keys{
    Key<SenderEntry>{"provider",
                     [](Reading& reading, const Located& value, SenderEntry& entry) {
                       using Provider = std::shared_ptr<const catalogue::Provider>;
                       if (auto found = read_as<Provider>(reading, value, survey::parse_provider))
                         entry.sender.provider = *std::move(found);
                     }},
    Key<SenderEntry>{"id", read_id},
    Key<SenderEntry>{"name", [](Reading& reading, const Located& value,
                                SenderEntry& entry) { entry.in_place.name = read_text(reading, value).value_or(""); }},
    Key<SenderEntry>{"spf", [](Reading& reading, const Located& value,
                               SenderEntry& entry) { read_members<SenderEntry>(reading, value, in_place_spf, entry); }},
    Key<SenderEntry>{"dkim",
                     [](Reading& reading, const Located& value, SenderEntry& entry) {
                       read_members<SenderEntry>(reading, value, in_place_dkim, entry);
                     }},
    Key<SenderEntry>{"dkim_selectors",
                     [](Reading& reading, const Located& value, SenderEntry& entry) {
                       entry.sender.selectors =
                           read_each(reading, value, "a list of selectors", [](Reading& at, const Located& each) {
                             return read_as<survey::DeclaredSelector>(at, each, survey::parse_selector);
                           });
                     }},
    Key<SenderEntry>{"return_path",
                     [](Reading& reading, const Located& value, SenderEntry& entry) {
                       if (auto path = read_as<survey::ReturnPath>(reading, value, survey::parse_return_path))
                         entry.sender.return_path = *std::move(path);
                     }},
    Key<SenderEntry>{"sending_domain",
                     [](Reading& reading, const Located& value, SenderEntry& entry) {
                       entry.sender.sending_domain = read_name(reading, value);
                     }},
    Key<SenderEntry>{"share", [](Reading& reading, const Located& value,
                                 SenderEntry& entry) { entry.sender.share = read_number(reading, value, 0, 100); }},
    Key<SenderEntry>{"stream", [](Reading& reading, const Located& value,
                                  SenderEntry& entry) { entry.sender.stream = read_stream(reading, value); }},
    Key<SenderEntry>{"time_critical",
                     [](Reading& reading, const Located& value, SenderEntry& entry) {
                       entry.sender.time_critical = read_truth(reading, value).value_or(false);
                     }},
};

template <std::size_t n>
std::vector<std::string_view> names_of(const std::array<Key<SenderEntry>, n>& table) {
  std::vector<std::string_view> names;
  for (const Key<SenderEntry>& key : table) names.push_back(key.name);
  return names;
}

/// Whether the entry names a provider in one way, and says of it only what goes with that way.
bool names_a_provider(Reading& reading, const Located& value) {
  const Located* provider = member(value, "provider");
  const Located* id = member(value, "id");
  if (provider == nullptr && id == nullptr)
    reading.complain(value,
                     "names no service: \"provider\" is one of the catalogue (`mailready providers`), \"id\" "
                     "one that it lacks");
  if (provider == nullptr) return id != nullptr;
  for (const char* name : {"id", "name", "spf", "dkim"})
    if (const Located* in_place = member(value, name))
      reading.complain(*in_place,
                       "describes a service that the catalogue lacks, and \"provider\" names one that it has");
  return id == nullptr;
}

}  // namespace

std::vector<std::string_view> sender_keys() { return names_of(keys); }
std::vector<std::string_view> spf_keys() { return names_of(in_place_spf); }
std::vector<std::string_view> dkim_keys() { return names_of(in_place_dkim); }

std::optional<survey::Stream> read_stream(Reading& reading, const Located& value) {
  const auto text = read_text(reading, value);
  if (!text) return std::nullopt;
  std::vector<std::string> choices;
  for (const auto stream : {survey::Stream::transactional, survey::Stream::marketing, survey::Stream::self_hosted}) {
    if (*text == survey::stream_text(stream)) return stream;
    choices.emplace_back(survey::stream_text(stream));
  }
  reading.complain(value, unknown("stream", *text, choices));
  return std::nullopt;
}

std::optional<Sender> read_sender(Reading& reading, const Located& value) {
  SenderEntry entry;
  if (!read_members<SenderEntry>(reading, value, keys, entry) || !names_a_provider(reading, value)) return std::nullopt;
  if (!entry.in_place.id.empty()) {
    if (entry.in_place.name.empty()) entry.in_place.name = entry.in_place.id;
    entry.sender.provider = std::make_shared<const catalogue::Provider>(std::move(entry.in_place));
  }
  if (!entry.sender.provider) return std::nullopt;  // it was complained of
  entry.sender.place = reading.place(value);
  return std::move(entry.sender);
}

}  // namespace mailready::cli
