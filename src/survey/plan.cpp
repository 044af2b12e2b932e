#include "survey/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace mailready::survey {

constexpr std::size_t max_label_octets = 63;  // RFC 1035, section 2.3.4

std::string_view stream_text(Stream stream) {
  switch (stream) {
    case Stream::transactional:
      return "transactional";
    case Stream::marketing:
      return "marketing";
    case Stream::self_hosted:
      return "self-hosted";
  }
  return {};
}

bool Plan::declares_inbound_backup() const {
  return std::any_of(inbound.begin(), inbound.end(),
                     [](const DeclaredExchange& exchange) { return exchange.role == Role::backup; });
}

bool Plan::can_wait(const Sender& sender) const {
  return sender.role == Role::backup && stream_of(sender) == Stream::marketing && !sender.time_critical;
}

std::shared_ptr<const catalogue::Provider> share(const catalogue::Provider& provider) {
  return {std::shared_ptr<void>{}, &provider};  // points, and owns nothing
}

/// Whether `text` can stand in a host name: letters, digits, "-" and "_", and dots between labels.
static bool is_host_text(std::string_view text) {
  const auto labels = split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return !label.empty() && label.size() <= max_label_octets &&
           std::all_of(label.begin(), label.end(), [](char octet) {
             return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
                    (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
           });
  });
}

/// The name that `text` spells, a final dot allowed; nothing where it is none that mail could use.
static std::optional<dns::Name> parse_host(std::string_view text) {
  auto name = dns::Name::parse(text);
  if (!name || name->is_root() || !is_host_text(name->to_string())) return std::nullopt;
  return name;
}

Result<Stream, std::string> parse_stream(std::string_view text) {
  for (const Stream stream : {Stream::transactional, Stream::marketing, Stream::self_hosted})
    if (equal_ignoring_case(text, stream_text(stream))) return stream;
  return fmt::format("unknown stream \"{}\": it is transactional, marketing or self-hosted", printable(text));
}

static std::string unknown_provider(std::string_view id) {
  if (id.empty()) return "the provider is missing";
  const std::string near = catalogue::nearest_id(id);
  if (near.empty()) return fmt::format("unknown provider \"{}\" (`mailready providers` lists them)", printable(id));
  return fmt::format("unknown provider \"{}\": did you mean \"{}\"?", printable(id), near);
}

Result<std::shared_ptr<const catalogue::Provider>, std::string> parse_provider(std::string_view id) {
  const catalogue::Provider* provider = catalogue::find(id);
  if (!provider) return unknown_provider(id);
  return share(*provider);
}

Result<DeclaredSelector, std::string> parse_selector(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::string_view selector = text.substr(0, at);
  if (selector.empty()) return std::string("a selector is empty");
  if (!is_host_text(selector))
    return fmt::format("\"{}\" is no selector (letters, digits, \"-\", \"_\", dots between labels)",
                       printable(selector));
  DeclaredSelector declared{.selector = to_lower(selector)};
  if (at == text.npos) return declared;
  declared.signing_domain = parse_host(text.substr(at + 1));
  if (!declared.signing_domain)
    return fmt::format("\"{}\" is no signing domain of the selector \"{}\"", printable(text.substr(at + 1)), selector);
  return declared;
}

Result<Sender, std::string> parse_sender(std::string_view text, Role role) {
  const std::size_t colon = text.find(':');
  auto provider = parse_provider(text.substr(0, colon));
  if (!provider) return provider.error();
  Sender sender{.provider = *std::move(provider), .role = role};
  if (colon == text.npos) return sender;
  for (const std::string_view entry : split(text.substr(colon + 1), ',')) {
    auto selector = parse_selector(entry);
    if (!selector) return fmt::format("{} in \"{}\"", selector.error(), printable(text));
    if (std::find(sender.selectors.begin(), sender.selectors.end(), *selector) == sender.selectors.end())
      sender.selectors.push_back(*std::move(selector));
  }
  return sender;
}

Result<ReturnPath, std::string> parse_return_path(std::string_view text) {
  if (equal_ignoring_case(text, "provider")) return ReturnPath{.kind = ReturnPath::Kind::provider};
  if (equal_ignoring_case(text, "self")) return ReturnPath{.kind = ReturnPath::Kind::self};
  if (text.empty()) return std::string("the return path is empty");
  if (const std::size_t at = text.find('@'); at != text.npos)
    return fmt::format("\"{}\" is a mail address: the return path is its domain, or a label below the checked one",
                       printable(text));
  const auto name = parse_host(text);
  if (!name) return fmt::format("\"{}\" is no return path: give a label, a name, provider or self", printable(text));
  return ReturnPath{.kind = ReturnPath::Kind::named, .text = name->to_string()};
}

}  // namespace mailready::survey
