#include "report/spf/evaluation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using Result = spf::Evaluation::Result;

constexpr std::size_t widest_domain = 36;  // columns

Tone tone_of(Result result) {
  switch (result) {
    case Result::pass:
      return Tone::good;
    case Result::fail:
    case Result::permerror:
      return Tone::error;
    case Result::softfail:
      return Tone::warning;
    case Result::temperror:
      return Tone::unknown;
    case Result::none:
    case Result::neutral:
      return Tone::note;
  }
  return Tone::plain;
}

/// What the result says about mail (RFC 7208, section 2.6).
std::string sentence(const Checked& checked) {
  const std::string client = checked.session.client.to_string();
  const std::string domain = checked.domain.empty() ? "the empty domain" : printable(checked.domain);
  const std::string& reason = checked.evaluation.reason;
  switch (checked.evaluation.result) {
    case Result::pass:
      return fmt::format("{} may send for {}.", client, domain);
    case Result::fail:
      return fmt::format("{} may not send for {}.", client, domain);
    case Result::softfail:
      return fmt::format("{} probably may not send for {}.", client, domain);
    case Result::neutral:
      return fmt::format("{} does not say whether {} may send.", domain, client);
    case Result::none:
      return fmt::format("SPF says nothing about {}: {}.", domain, shown(reason));
    case Result::temperror:
      return fmt::format("A receiver cannot tell for now: {}.", shown(reason));
    case Result::permerror:
      return fmt::format("The SPF record of {} cannot be evaluated: {}.", domain, shown(reason));
  }
  return "";
}

void write_path(Page& page, const spf::Evaluation& evaluation) {
  std::size_t width = 0;
  for (const auto& step : evaluation.path)
    width = std::max(width, std::min(width_of(step.domain.to_string()), widest_domain));
  for (const auto& step : evaluation.path) {
    const bool last = &step == &evaluation.path.back();
    page.paragraph(hanging("  " + padded(shortened(step.domain.to_string(), width), width + 2), Tone::faint),
                   {{printable(step.term), last ? Tone::strong : Tone::plain}});
  }
  if (!evaluation.matched && evaluation.result == Result::neutral)
    page.paragraph(hanging("  "), {{"no term matches", Tone::faint}});
}

/// "3 of 10 lookups, 0 of 2 void"
std::string counts(const Checked& checked) {
  const auto& [lookups, voids] = std::pair(checked.evaluation.lookups, checked.evaluation.void_lookups);
  const std::string many = lookups > spf::lookup_limit ? "more than the " : fmt::format("{} of ", lookups);
  return fmt::format("{}{} lookups, {} of {} void", many, spf::lookup_limit, voids, checked.void_limit);
}

void write_octets(JsonWriter& json, const std::optional<std::string>& octets) {
  if (octets)
    json.octets(*octets);
  else
    json.value(nullptr);
}

void write_step(JsonWriter& json, const spf::Evaluation::Step& step) {
  json.begin_object();
  json.member("domain", step.domain);
  json.key("term").octets(step.term);
  json.end_object();
}

}  // namespace

void write_evaluation(Page& page, const Checked& checked) {
  const spf::Evaluation& evaluation = checked.evaluation;
  page.paragraph(hanging(std::string(spf::result_text(evaluation.result)) + "  ", tone_of(evaluation.result)),
                 {{sentence(checked), Tone::strong}});
  write_path(page, evaluation);
  if (evaluation.explanation)
    page.paragraph(hanging("  explanation  ", Tone::faint), {{printable(*evaluation.explanation)}});
  page.paragraph(hanging("  "), {{counts(checked), Tone::faint}});
}

void write_evaluation(JsonWriter& json, const Checked& checked) {
  const spf::Evaluation& evaluation = checked.evaluation;
  json.begin_object();
  json.key("domain").octets(checked.domain);
  json.member("ip", checked.session.client.to_string());
  json.key("mail_from").octets(checked.session.sender.text());
  json.key("helo").octets(checked.session.helo);
  json.member("result", spf::result_text(evaluation.result));
  write_octets(json.key("explanation"), evaluation.explanation);
  write_octets(json.key("matched"), evaluation.matched ? std::optional(evaluation.path.back().term) : std::nullopt);
  write_list(json.key("path"), evaluation.path, write_step);
  json.member("lookups", evaluation.lookups);
  json.member("void_lookups", evaluation.void_lookups);
  json.member("reason", unless_empty(evaluation.reason));
  json.end_object();
}

}  // namespace mailready::report
