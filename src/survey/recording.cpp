#include "survey/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"

namespace mailready::survey {
namespace {

using dns::LineFault;
using dns::NumberedLine;
using dns::NumberedLines;
using dns::take_word;

constexpr std::string_view first_line = "mailready-recording 1";
constexpr std::string_view domain_word = "domain", line_word = "no-domain", end_word = "end";
constexpr std::string_view asked_word = "asked", exactly_word = "asked-exactly", fetched_word = "fetched";

using FetchKind = net::FetchFailure::Kind;
constexpr std::array<std::pair<FetchKind, std::string_view>, 8> fetch_kinds{{
    {FetchKind::unreachable, "unreachable"},
    {FetchKind::timed_out, "timeout"},
    {FetchKind::certificate, "certificate"},
    {FetchKind::no_library, "no-library"},
    {FetchKind::trust_store, "trust-store"},
    {FetchKind::too_large, "too-large"},
    {FetchKind::broken, "broken"},
    {FetchKind::offline, "offline"},
}};

void write_line(std::string& out, std::string_view word, std::string_view rest) {
  fmt::format_to(std::back_inserter(out), "  {} {}\n", word, printable(rest));
}

void write_response(std::string& out, const net::Response& response) {
  write_line(out, "status", std::to_string(response.status));
  write_line(out, "type", response.content_type);
  for (const std::string_view line : split(response.body, '\n')) write_line(out, "body", line);
}

void write_fetched(std::string& out, const Fetched& fetched) {
  fmt::format_to(std::back_inserter(out), "{} {}\n", fetched_word, printable(fetched.url));
  write_line(out, "at", timestamp_text(std::chrono::floor<std::chrono::milliseconds>(fetched.time)));
  if (fetched.reply) return write_response(out, *fetched.reply);
  const net::FetchFailure& failure = fetched.reply.error();
  const auto kind = std::ranges::find(fetch_kinds, failure.kind, &std::pair<FetchKind, std::string_view>::first);
  write_line(out, "failure", kind->second);
  write_line(out, "detail", failure.detail);
}

/// Names from the top down, so that what belongs together stands together.
std::vector<std::string_view> tree_order(const dns::Name& name) {
  std::vector<std::string_view> labels = name.labels();
  std::ranges::reverse(labels);
  return labels;
}

std::vector<Asked> in_order(std::vector<Asked> answers) {
  std::ranges::stable_sort(
      answers, {}, [](const Asked& asked) { return std::pair(tree_order(asked.question.name), asked.question.type); });
  const auto repeated = std::ranges::unique(answers, {}, &Asked::question);
  answers.erase(repeated.begin(), repeated.end());
  return answers;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size();
}

/// Reads the lines of one fetch.
class FetchReader {
 public:
  explicit FetchReader(std::string url) : url_(std::move(url)) {}

  /// What is wrong with the line, if anything.
  std::optional<std::string> take(std::string_view line) {
    const std::string_view word = take_word(line);
    const auto text = unprinted(line);
    if (!text) return "there is a broken escape";
    if (word == "at") return take_time(*text);
    if (word == "failure") return take_failure(*text);
    if (word == "status")
      return read_number(*text, response_.status) ? std::nullopt
                                                  : std::optional<std::string>("this is no status of HTTP");
    if (word == "type")
      response_.content_type = *text;
    else if (word == "body")
      response_.body += std::exchange(body_begun_, true) ? '\n' + *text : *text;
    else if (word == "detail" && failure_)
      failure_->detail = *text;
    else
      return fmt::format("\"{}\" is not known here", printable(word));
    return std::nullopt;
  }

  /// Nothing where neither a status nor a failure was there.
  std::optional<Fetched> fetched() const {
    if (failure_) return Fetched{.url = url_, .reply = *failure_, .time = time_};
    if (response_.status == 0) return std::nullopt;
    return Fetched{.url = url_, .reply = response_, .time = time_};
  }

 private:
  std::optional<std::string> take_time(std::string_view text) {
    const auto time = parse_timestamp(text);
    if (!time) return "this is no time as in 2026-11-30T21:20:05.123Z";
    time_ = *time;
    return std::nullopt;
  }

  std::optional<std::string> take_failure(std::string_view text) {
    const auto kind = std::ranges::find(fetch_kinds, text, &std::pair<FetchKind, std::string_view>::second);
    if (kind == fetch_kinds.end()) return "this is no failure of a fetch";
    failure_ = net::FetchFailure{kind->first, ""};
    return std::nullopt;
  }

  std::string url_;
  std::chrono::system_clock::time_point time_{};
  net::Response response_;
  std::optional<net::FetchFailure> failure_;
  bool body_begun_ = false;
};

/// Reads a recording from its first line on.
class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(text) {}

  Result<Recording, LineFault> read() {
    if (!take_head()) return std::move(*fault_);
    recording_.run.whole = false;
    while (const auto line = lines_.peek()) {
      if (recording_.run.whole ? !fail(*line, "something stands behind the end") : !take_part(*line))
        return std::move(*fault_);
    }
    return std::move(recording_);
  }

 private:
  bool fail(std::size_t line, std::string what) {
    fault_ = LineFault{line, std::move(what)};
    return false;
  }
  bool fail(const NumberedLine& line, std::string what) { return fail(line.number, std::move(what)); }

  /// The rest of the next line, which must begin with `word`.
  std::optional<std::string_view> rest_of(std::string_view word) {
    const auto line = lines_.next();
    number_ = line ? line->number : number_ + 1;
    std::string_view rest = line ? line->text : std::string_view();
    if (take_word(rest) == word) return rest;
    fail(number_, fmt::format("\"{}\" is missing", word));
    return std::nullopt;
  }

  bool take_head() {
    const auto first = lines_.next();
    if (!first || first->text != first_line)
      return fail(first ? first->number : 1,
                  fmt::format("this is no recording that can be read: its first line is not \"{}\"", first_line));
    const auto version = rest_of("version");
    if (!version) return false;
    recording_.run.version = *version;
    const auto date = rest_of("date");
    if (!date) return false;
    const auto time = parse_timestamp(*date);
    if (!time) return fail(number_, "this is no time as in 2026-11-30T21:20:05.123Z");
    recording_.run.date = *time;
    bool network = true;
    if (!take_truth("network", network) || !take_truth("discovery", recording_.run.discover)) return false;
    recording_.run.offline = !network;
    return true;
  }

  bool take_truth(std::string_view word, bool& truth) {
    const auto text = rest_of(word);
    if (!text) return false;
    truth = *text == "yes";
    return truth || *text == "no" || fail(number_, fmt::format("\"{}\" is yes or no", word));
  }

  bool take_part(const NumberedLine& line) {
    std::string_view rest = line.text;
    const std::string_view word = take_word(rest);
    if (word == domain_word) return take_domain(line);
    lines_.next();
    if (word == end_word && rest.empty()) return recording_.run.whole = true;
    const auto text = unprinted(rest);
    if (word != line_word || !text || text->empty())
      return fail(line, fmt::format("here begins a {}, or stands {}", domain_word, end_word));
    recording_.domains.push_back({.domain = {}, .line = *text});
    return true;
  }

  bool take_domain(const NumberedLine& line) {
    const auto text = rest_of(domain_word);
    if (!text) return false;
    const auto name = dns::Name::parse(*text);
    if (!name) return fail(line, "this is no domain name");
    if (!seen_.insert(*name).second) return fail(line, fmt::format("{} stands here again", name->to_string()));
    RecordedDomain& domain = recording_.domains.emplace_back();
    domain.domain = *name;
    if (!take_costs(domain)) return false;
    std::set<std::pair<dns::Name, dns::Type>> asked;
    for (auto next = lines_.peek(); next && !begins_part(next->text); next = lines_.peek()) {
      if (!take_entry(domain, *next)) return false;
      if (domain.answers.size() == asked.size()) continue;
      const dns::Question& question = domain.answers.back().question;
      if (!asked.emplace(question.name, question.type).second) return fail(*next, "this was asked above");
    }
    return true;
  }

  static bool begins_part(std::string_view line) {
    const std::string_view word = take_word(line);
    return word == domain_word || word == line_word || word == end_word;
  }

  /// `costs 14 queries, 3 cached, 41 ms`
  bool take_costs(RecordedDomain& domain) {
    auto rest = rest_of("costs");
    if (!rest) return false;
    std::int64_t milliseconds = 0;
    const bool whole = read_number(take_word(*rest), domain.costs.queries) && take_word(*rest) == "queries," &&
                       read_number(take_word(*rest), domain.costs.cached) && take_word(*rest) == "cached," &&
                       read_number(take_word(*rest), milliseconds) && *rest == "ms";
    domain.costs.elapsed = std::chrono::milliseconds(milliseconds);
    return whole || fail(number_, "costs read as in \"costs 14 queries, 3 cached, 41 ms\"");
  }

  bool take_entry(RecordedDomain& domain, const NumberedLine& line) {
    lines_.next();
    std::string_view rest = line.text;
    const std::string_view word = take_word(rest);
    if (word == fetched_word) return take_fetched(domain, line, rest);
    if (word != asked_word && word != exactly_word)
      return fail(line, fmt::format("\"{}\" is not known here", printable(word)));
    const auto question = dns::parse_question(rest);
    if (!question) return fail(line, "this is no name and type");
    auto asked = dns::read_asked(*question, lines_);
    if (!asked) return fail(std::max(asked.error().line, line.number), asked.error().what);
    (word == asked_word ? domain.answers : domain.exact_answers).push_back(*std::move(asked));
    return true;
  }

  bool take_fetched(RecordedDomain& domain, const NumberedLine& heading, std::string_view url) {
    FetchReader fetch(unprinted(url).value_or(""));
    for (auto line = lines_.peek(); line && line->indented(); line = lines_.peek()) {
      lines_.next();
      if (auto fault = fetch.take(line->text.substr(2))) return fail(*line, std::move(*fault));
    }
    auto fetched = fetch.fetched();
    if (!fetched) return fail(heading, "what was fetched has no status and no failure");
    domain.fetches.push_back(*std::move(fetched));
    return true;
  }

  NumberedLines lines_;
  Recording recording_;
  std::set<dns::Name> seen_;
  std::size_t number_ = 1;  ///< of the line that was taken last
  std::optional<LineFault> fault_;
};

}  // namespace

std::string recording_text(const RecordedRun& run) {
  const auto word = [](bool truth) { return truth ? "yes" : "no"; };
  return fmt::format("{}\nversion {}\ndate {}\nnetwork {}\ndiscovery {}\n", first_line, run.version,
                     timestamp_text(run.date), word(!run.offline), word(run.discover));
}

std::string recording_text(const Facts& facts) {
  std::string out = fmt::format("\ndomain {}\ncosts {} queries, {} cached, {} ms\n", facts.domain.to_string(),
                                facts.queries, facts.cached, facts.elapsed.count());
  for (const Asked& asked : in_order(facts.answers)) dns::write_asked(out, asked_word, asked);
  for (const Asked& asked : facts.exact_answers) dns::write_asked(out, exactly_word, asked);
  for (const Fetched& fetched : facts.fetches) write_fetched(out, fetched);
  return out;
}

std::string recording_text(std::string_view line) { return fmt::format("\n{} {}\n", line_word, printable(line)); }

std::string recording_end() { return fmt::format("\n{}\n", end_word); }

Result<Recording, LineFault> read_recording(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return Reader(text).read();
}

}  // namespace mailready::survey
