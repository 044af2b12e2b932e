#include "dns/transcript.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "dns/master_record.h"

namespace mailready::dns {
namespace {

/// What an answer may be beside its records, each by its word.
struct Flag {
  std::string_view word;
  bool Answer::*member;
};
constexpr std::array flags{Flag{"aa", &Answer::authoritative}, Flag{"ad", &Answer::authentic},
                           Flag{"tc", &Answer::truncated}};
constexpr std::string_view from_cache = "cached";

void write_line(std::string& out, std::string_view word, std::string_view rest) {
  fmt::format_to(std::back_inserter(out), "  {} {}\n", word, rest);
}

void write_records(std::string& out, std::string_view word, const std::vector<Record>& records) {
  for (const Record& record : records) {
    write_line(out, word, record_text(record));
    if (record.place) write_line(out, "place", fmt::format("{} {}", record.place->line, printable(record.place->file)));
  }
}

void write_answer(std::string& out, const Answer& answer, bool cached) {
  out += answer.nxdomain() ? "  NXDOMAIN" : "  NOERROR";
  for (const Flag& flag : flags)
    if (answer.*flag.member) fmt::format_to(std::back_inserter(out), " {}", flag.word);
  if (cached) fmt::format_to(std::back_inserter(out), " {}", from_cache);
  out += '\n';
  write_records(out, "alias", answer.aliases);
  write_records(out, "record", answer.records);
  if (answer.soa) write_records(out, "soa", {*answer.soa});
}

void write_failure(std::string& out, const Failure& failure, const Question& asked, bool cached) {
  fmt::format_to(std::back_inserter(out), "  failure {}{}{}\n", reason(failure.kind), cached ? " " : "",
                 cached ? from_cache : "");
  if (failure.question != asked) write_line(out, "question", question_text(failure.question));
  if (!failure.detail.empty()) write_line(out, "detail", printable(failure.detail));
  write_records(out, "alias", failure.aliases);
}

std::optional<Failure::Kind> parse_reason(std::string_view word) {
  using Kind = Failure::Kind;
  for (const Kind kind : {Kind::timed_out, Kind::unreachable, Kind::refused, Kind::server_failed, Kind::not_implemented,
                          Kind::malformed, Kind::lame, Kind::offline, Kind::budget})
    if (word == reason(kind)) return kind;
  return std::nullopt;
}

/// The record that `text` writes as a master file does.
Result<Record, std::string> parse_record(std::string_view text) {
  MasterFile master(text);
  const auto entry = master.next();
  if (!entry) return entry.error().message;
  if (!*entry) return std::string("a record is missing");
  auto read = read_record(**entry, {});
  if (!read) return std::move(read).error().message;
  return std::move(read->record);
}

std::optional<Place> parse_place(std::string_view text) {
  const std::string_view number = take_word(text);
  Place place;
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), place.line);
  const auto file = unprinted(text);
  if (failed != std::errc{} || end != number.data() + number.size() || !file) return std::nullopt;
  place.file = *file;
  return place;
}

/// Reads the lines of one reply.
class ReplyReader {
 public:
  ReplyReader(Question question, NumberedLines& lines) : asked_(std::move(question)), lines_(lines) {}

  Result<Asked, LineFault> read() {
    for (auto line = lines_.peek(); line && line->indented(); line = lines_.peek()) {
      number_ = line->number;
      lines_.next();
      std::string_view rest = line->text.substr(2);
      const std::string_view word = take_word(rest);
      if (auto fault = take(word, rest)) return LineFault{number_, std::move(*fault)};
    }
    if (time_ && state_ == State::answer && !is_believable())
      return LineFault{number_, "a record stands outside the chain of aliases from the name that was asked for"};
    if (!time_ || !state_)
      return LineFault{number_, "a reply is not whole: it has a time, and NOERROR, NXDOMAIN or a failure"};
    return Asked{asked_, reply(), *time_};
  }

 private:
  enum class State { answer, failure };
  using Fault = std::optional<std::string>;

  Fault take(std::string_view word, std::string_view rest) {
    if (word == "at") return take_time(rest);
    if (word == "NOERROR" || word == "NXDOMAIN") return take_answer(word, rest);
    if (word == "failure") return take_failure(rest);
    if (!state_) return fmt::format("\"{}\" stands in front of NOERROR, NXDOMAIN or failure", printable(word));
    if (word == "alias") return take_record(aliases_, rest);
    if (word == "place") return take_place(rest);
    if (*state_ == State::answer && word == "record") return take_record(answer_.records, rest);
    if (*state_ == State::answer && word == "soa") return take_record(soa_, rest);
    if (*state_ == State::failure && word == "question") return take_question(rest);
    if (*state_ == State::failure && word == "detail") return take_detail(rest);
    return fmt::format("\"{}\" is not known here", printable(word));
  }

  Fault take_time(std::string_view rest) {
    const auto time = parse_timestamp(take_word(rest));
    if (!time) return "this is no time as in 2026-11-30T21:20:05.123Z";
    time_ = *time;
    if (rest.empty()) return {};
    const std::string_view by = take_word(rest);
    const auto server = unprinted(rest);
    if (by != "by" || !server) return "behind the time stands \"by\" and the server";
    server_ = *server;
    return {};
  }

  /// Whether each alias leads on from the name before it, and the records stand at its end.
  bool is_believable() const {
    const Name* owner = &asked_.name;
    for (const Record& alias : aliases_) {
      const auto* cname = std::get_if<Cname>(&alias.rdata);
      if (!cname || alias.owner != *owner || cname->target == *owner) return false;
      owner = &cname->target;
    }
    return std::ranges::all_of(
        answer_.records, [&](const Record& record) { return record.owner == *owner && record.type == asked_.type; });
  }

  Fault take_answer(std::string_view word, std::string_view rest) {
    if (state_) return "a reply has one answer or one failure";
    state_ = State::answer;
    answer_.rcode = word == "NXDOMAIN" ? Rcode::nxdomain : Rcode::noerror;
    while (!rest.empty()) {
      const std::string_view flag = take_word(rest);
      const auto known = std::ranges::find(flags, flag, &Flag::word);
      if (known != flags.end())
        answer_.*known->member = true;
      else if (flag == from_cache)
        cached_ = true;
      else
        return fmt::format("\"{}\" is no flag of an answer", printable(flag));
    }
    return {};
  }

  Fault take_failure(std::string_view rest) {
    if (state_) return "a reply has one answer or one failure";
    state_ = State::failure;
    const std::string_view word = take_word(rest);
    const auto kind = parse_reason(word);
    if (!kind) return fmt::format("\"{}\" is no failure", printable(word));
    failure_.kind = *kind;
    failure_.question = asked_;
    cached_ = rest == from_cache;
    return rest.empty() || cached_ ? Fault() : fmt::format("\"{}\" is not known here", printable(rest));
  }

  Fault take_record(std::vector<Record>& records, std::string_view rest) {
    auto record = parse_record(rest);
    if (!record) return record.error();
    records.push_back(*std::move(record));
    last_ = &records;
    return {};
  }

  Fault take_place(std::string_view rest) {
    if (!last_) return "a place stands below its record";
    last_->back().place = parse_place(rest);
    return last_->back().place ? Fault() : "this is no line and file";
  }

  Fault take_question(std::string_view rest) {
    const auto question = parse_question(rest);
    if (!question) return "this is no name and type";
    failure_.question = *question;
    return {};
  }

  Fault take_detail(std::string_view rest) {
    const auto detail = unprinted(rest);
    if (!detail) return "there is a broken escape";
    failure_.detail = *detail;
    return {};
  }

  Reply reply() {
    if (!soa_.empty()) answer_.soa = std::move(soa_.front());
    answer_.question = failure_.question = state_ == State::answer ? asked_ : failure_.question;
    answer_.server = failure_.server = server_;
    answer_.aliases = failure_.aliases = aliases_;
    const Reply reply = *state_ == State::answer ? Reply(std::move(answer_)) : Reply(std::move(failure_));
    return cached_ ? reply.as_cached() : reply;
  }

  Question asked_;
  NumberedLines& lines_;
  std::size_t number_ = 0;
  std::optional<Timestamp> time_;
  std::optional<State> state_;
  std::string server_;
  bool cached_ = false;
  Answer answer_;
  Failure failure_;
  std::vector<Record> aliases_, soa_;
  std::vector<Record>* last_ = nullptr;  ///< where the last record went
};

}  // namespace

std::optional<NumberedLine> NumberedLines::peek() {
  while (!rest_.empty()) {
    std::string_view text = rest_.substr(0, rest_.find('\n'));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (!text.empty() && !text.starts_with('#')) return NumberedLine{number_ + 1, text};
    skip();
  }
  return std::nullopt;
}

std::optional<NumberedLine> NumberedLines::next() {
  const auto line = peek();
  if (line) skip();
  return line;
}

void NumberedLines::skip() {
  const std::size_t end = rest_.find('\n');
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  ++number_;
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  if (text.starts_with(' ')) text.remove_prefix(1);
  return word;
}

std::optional<Question> parse_question(std::string_view text) {
  const auto name = Name::parse(take_word(text));
  const auto type = read_type(text);
  if (!name || !type) return std::nullopt;
  return Question{*name, *type};
}

void write_asked(std::string& out, std::string_view heading, const Asked& asked) {
  fmt::format_to(std::back_inserter(out), "{} {}\n", heading, question_text(asked.question));
  const std::string& server = asked.reply ? asked.reply->server : asked.reply.error().server;
  fmt::format_to(std::back_inserter(out), "  at {}",
                 timestamp_text(std::chrono::floor<std::chrono::milliseconds>(asked.time)));
  if (!server.empty()) fmt::format_to(std::back_inserter(out), " by {}", printable(server));
  out += '\n';
  if (asked.reply)
    write_answer(out, *asked.reply, asked.reply.cached());
  else
    write_failure(out, asked.reply.error(), asked.question, asked.reply.cached());
}

Result<Asked, LineFault> read_asked(Question question, NumberedLines& lines) {
  return ReplyReader(std::move(question), lines).read();
}

}  // namespace mailready::dns
