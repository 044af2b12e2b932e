#include "report/doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "report/words.h"

namespace mailready::report {

std::vector<lint::Undecided> shown_undecided(const lint::Judgement& judgement, bool verbose) {
  std::vector<lint::Undecided> shown = judgement.undecided;
  std::erase_if(shown, [&](const lint::Undecided& undecided) { return !undecided.weighs && !verbose; });
  return shown;
}

std::vector<Doubt> doubts_of(const std::vector<lint::Undecided>& undecided) {
  std::vector<Doubt> doubts;
  for (const lint::Undecided& entry : undecided) {
    const std::string& about = entry.detail.empty() ? entry.subject : entry.detail;
    auto doubt = std::ranges::find_if(
        doubts, [&](const Doubt& known) { return known.reason == entry.reason && known.about == about; });
    if (doubt == doubts.end()) doubt = doubts.insert(doubt, {.reason = entry.reason, .about = about, .rules = {}});
    doubt->weighs |= entry.weighs;
    doubt->severity = std::max(doubt->severity, entry.severity.value_or(lint::Severity::error));
    if (std::ranges::find(doubt->rules, entry.rule) == doubt->rules.end()) doubt->rules.push_back(entry.rule);
  }
  std::ranges::stable_sort(doubts, std::ranges::greater{}, &Doubt::severity);
  return doubts;
}

std::string words_of(const Doubt& doubt) {
  return shown(fmt::format("undecided, since {}: {}", reason_words(doubt.reason), doubt.about));
}

}  // namespace mailready::report
