#include "report/failover/words.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using failover::Outbound;
using failover::Sending;
using failover::Verdict;

/// "while spf.mtasv.net does not answer, " in front of what holds only then.
std::string in_front(const std::string& when) { return when.empty() ? "" : when + ", "; }

std::string outcome_text(const Sending& sending) {
  const std::string name = shown(sending.provider->name);
  switch (sending.verdict) {
    case Verdict::degraded:
      return fmt::format("{} sends on, but ", name);
    case Verdict::unknown:
      return fmt::format("whether mail through {} is accepted is not known: ", name);
    default:
      return fmt::format("mail through {} fails: ", name);
  }
}

void explain(const Outbound& outbound, std::vector<std::string>& sentences) {
  for (const Sending& sending : outbound.remaining)
    if (!sending.notes.empty())
      sentences.push_back(sentence(in_front(outbound.when) + outcome_text(sending) + shown(join(sending.notes, "; "))));
  if (!outbound.notes.empty()) sentences.push_back(sentence(in_front(outbound.when) + join(outbound.notes, "; ")));
}

}  // namespace

std::string sentence(std::string text) {
  const std::string_view word = std::string_view(text).substr(0, text.find(' '));
  const bool is_host = word.find('.') != word.npos;
  if (!is_host && !text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text + ".";
}

Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::untouched:
    case Verdict::none_declared:
      return Tone::faint;
    case Verdict::survives:
      return Tone::good;
    case Verdict::degraded:
      return Tone::warning;
    case Verdict::unknown:
      return Tone::unknown;
    case Verdict::lost:
      return Tone::error;
  }
  return Tone::plain;
}

std::string passes_text(const Sending& sending) {
  std::vector<std::string> parts;
  if (sending.spf.passes())
    parts.push_back(fmt::format("SPF passes at {}{}",
                                sending.spf.name ? sending.spf.name->to_string() : "its own domain",
                                sending.spf.aligned ? "" : " (not aligned)"));
  if (!sending.dkim.selectors.empty())
    parts.push_back(fmt::format("DKIM passes as {} ({}){}", sending.dkim.name ? sending.dkim.name->to_string() : "",
                                shown(join(sending.dkim.selectors, ", ")),
                                sending.dkim.aligned ? "" : " (not aligned)"));
  return join(parts, ", ");
}

std::vector<std::string> explanations(const failover::Row& row) {
  std::vector<std::string> sentences;
  for (const Outbound& outbound : row.outbound) explain(outbound, sentences);
  for (const auto* notes : {&row.inbound.notes, &row.name_service.notes})
    for (const std::string& note : *notes) sentences.push_back(sentence(shown(note)));
  return sentences;
}

}  // namespace mailready::report
