// JUnit XML, as CI servers read it: a test suite a domain, a test case a rule.
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "base/text.h"
#include "report/describe.h"
#include "report/doubts.h"
#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using lint::Severity;

/// What one rule said of a domain.
struct Case {
  std::string rule{};
  std::vector<const lint::Finding*> failures{}, notes{};  ///< error and warning; info
  std::vector<const lint::Undecided*> open{};             ///< those that may change the exit code
  std::vector<const lint::Undecided*> open_lightly{};     ///< ... and those that cannot
  std::vector<const lint::Suppressed*> suppressed{};
};

/// The cases of a domain: the rules that had a say, in their order, then others that something is known of.
class Cases {
 public:
  Cases(const Result& result, std::span<const lint::Rule* const> rules) {
    for (const lint::Rule* rule : rules)
      if (result.was_judged_by(*rule)) cases_.push_back({.rule = std::string(rule->id)});
    const lint::Judgement& judgement = result.judgement;
    for (const lint::Finding& finding : judgement.findings) {
      Case& its = of(finding.rule);
      (severity_of(finding) == Severity::info ? its.notes : its.failures).push_back(&finding);
    }
    for (const lint::Undecided& undecided : judgement.undecided) {
      Case& its = of(undecided.rule);
      (undecided.weighs ? its.open : its.open_lightly).push_back(&undecided);
    }
    for (const lint::Suppressed& suppressed : judgement.suppressed)
      of(suppressed.finding.rule).suppressed.push_back(&suppressed);
  }

  const std::vector<Case>& all() const { return cases_; }

 private:
  Case& of(const std::string& rule) {
    const auto found = std::ranges::find(cases_, rule, &Case::rule);
    return found == cases_.end() ? cases_.emplace_back(Case{.rule = rule}) : *found;
  }

  std::vector<Case> cases_;
};

/// How many cases of a suite ended in each way.
struct Counts {
  std::size_t failures = 0, errors = 0, skipped = 0;
};

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name) = value.c_str();
}

void set(pugi::xml_node node, const char* name, std::size_t value) {
  node.append_attribute(name) = static_cast<unsigned long long>(value);
}

void add_text(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(text.c_str());
}

std::string text_of(const lint::Finding& finding) {
  std::vector<std::string> lines = described(finding);
  if (finding.place) lines.push_back("at " + words_of(*finding.place));
  return join(lines, "\n");
}

std::string text_of(const lint::Undecided& undecided) { return words_of(doubts_of({undecided}).front()); }

std::string text_of(const lint::Suppressed& suppressed) {
  return fmt::format("suppressed ({}): {}", terms_of(suppressed), shown(suppressed.finding.message));
}

template <class Entry>
std::vector<std::string> texts_of(const std::vector<const Entry*>& entries) {
  std::vector<std::string> texts;
  for (const Entry* entry : entries) texts.push_back(text_of(*entry));
  return texts;
}

/// A way for a case to end other than well: `message` for a list of cases, `text` for the page of one.
pugi::xml_node add_end(pugi::xml_node node, const char* way, const std::string& message) {
  pugi::xml_node end = node.append_child(way);
  set(end, "message", message);
  return end;
}

void add_failure(pugi::xml_node node, const Case& its) {
  pugi::xml_node end = add_end(node, "failure", shown(its.failures.front()->message));
  set(end, "type", std::string(lint::severity_text(severity_of(*its.failures.front()))));
  add_text(end, join(texts_of(its.failures), "\n\n"));
}

void add_error(pugi::xml_node node, const Case& its) {
  pugi::xml_node end = add_end(node, "error", text_of(*its.open.front()));
  set(end, "type", "undetermined");
  add_text(end, join(texts_of(its.open), "\n"));
}

/// What the case has to tell beside the way in which it ended.
std::vector<std::string> further(const Case& its, bool tells_open, bool tells_skipped) {
  std::vector<std::string> texts = texts_of(its.notes);
  if (tells_open) std::ranges::move(texts_of(its.open), std::back_inserter(texts));
  if (tells_skipped) {
    std::ranges::move(texts_of(its.open_lightly), std::back_inserter(texts));
    std::ranges::move(texts_of(its.suppressed), std::back_inserter(texts));
  }
  return texts;
}

void add_case(pugi::xml_node suite, const std::string& domain, const Case& its, Counts& counts) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "classname", domain);
  set(node, "name", shown(its.rule));
  const bool fails = !its.failures.empty(), open = !fails && !its.open.empty();
  const bool skipped = !fails && !open && !(its.suppressed.empty() && its.open_lightly.empty());
  counts.failures += fails;
  counts.errors += open;
  counts.skipped += skipped;
  if (fails) add_failure(node, its);
  if (open) add_error(node, its);
  if (skipped)
    add_end(node, "skipped",
            its.suppressed.empty() ? text_of(*its.open_lightly.front()) : text_of(*its.suppressed.front()));
  const std::vector<std::string> texts = further(its, fails, fails || open);
  if (!texts.empty()) add_text(node.append_child("system-out"), join(texts, "\n\n"));
}

class JUnit final : public Reporter {
 public:
  explicit JUnit(std::ostream& out) : out_(out) {}

  void begin(const Run& run) override {
    rules_ = run.rules;
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mailready\">\n";
  }

  void domain(const Result& result) override {
    const std::string domain = shown(result.judgement.domain);
    const Cases cases(result, rules_);
    pugi::xml_document document;
    pugi::xml_node suite = document.append_child("testsuite");
    set(suite, "name", domain);
    set(suite, "tests", cases.all().size());
    pugi::xml_attribute failures = suite.append_attribute("failures"), errors = suite.append_attribute("errors"),
                        skipped = suite.append_attribute("skipped");
    Counts counts;
    for (const Case& its : cases.all()) add_case(suite, domain, its, counts);
    failures = static_cast<unsigned long long>(counts.failures);
    errors = static_cast<unsigned long long>(counts.errors);
    skipped = static_cast<unsigned long long>(counts.skipped);
    add_text(suite.append_child("system-out"),
             fmt::format("{}: {}", verdict_label(result.judgement), shown(result.sentence())));
    suite.print(out_, "  ", pugi::format_indent, pugi::encoding_utf8, 1);
    out_.flush();
  }

  void end(const Summary& summary) override {
    // A suite of its own, so that no server takes the run for a whole one.
    if (summary.interrupted)
      out_ << "  <testsuite name=\"mailready\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n"
              "    <testcase classname=\"mailready\" name=\"run\">\n"
              "      <error message=\"Interrupted: the domains that were not finished are left out.\" "
              "type=\"interrupted\" />\n"
              "    </testcase>\n"
              "  </testsuite>\n";
    out_ << "</testsuites>\n";
    out_.flush();
  }

 private:
  std::ostream& out_;
  std::span<const lint::Rule* const> rules_;
};

}  // namespace

std::unique_ptr<Reporter> make_junit(std::ostream& out) { return std::make_unique<JUnit>(out); }

}  // namespace mailready::report
