#include "mail/spf/check_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dns/async.h"
#include "mail/spf/answers.h"
#include "mail/spf/fault.h"
#include "mail/spf/macro.h"
#include "mail/spf/reverse_mapping.h"

namespace mailready::spf {
namespace {

using dns::Task;
using Result = Evaluation::Result;

/// What evaluating one mechanism comes to (RFC 7208, section 4.6.2).
enum class Match { yes, no, temperror, permerror };

Result result_of(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::pass:
      return Result::pass;
    case Qualifier::fail:
      return Result::fail;
    case Qualifier::softfail:
      return Result::softfail;
    case Qualifier::neutral:
      return Result::neutral;
  }
  return Result::neutral;
}

/// What a record at fault comes to (RFC 7208, sections 4.4 to 4.6).
Result result_of(Fault::Kind fault) {
  if (fault == Fault::Kind::unread) return Result::temperror;
  return fault == Fault::Kind::missing ? Result::none : Result::permerror;
}

/// What an `include` makes of its record's result (RFC 7208, section 5.2).
Match match_of(Result result) {
  switch (result) {
    case Result::pass:
      return Match::yes;
    case Result::fail:
    case Result::softfail:
    case Result::neutral:
      return Match::no;
    case Result::temperror:
      return Match::temperror;
    case Result::permerror:
    case Result::none:
      return Match::permerror;
  }
  return Match::permerror;
}

/// Whether the client stands in the network of one of the addresses, by the prefix of its family.
bool holds(const std::vector<dns::Record>& records, const IpAddress& client, const Mechanism& mechanism) {
  return std::ranges::any_of(addresses_in(records), [&](const IpAddress& address) {
    const int prefix = address.family == Family::ipv4 ? mechanism.prefix4 : mechanism.prefix6;
    return Network::of(address, prefix).contains(client);
  });
}

/// The domain to check, where it is a domain name of two labels or more (RFC 7208, section 4.3).
std::optional<dns::Name> checked_name(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.starts_with('[')) return std::nullopt;  // an address literal
  std::vector<std::string> labels;
  for (const std::string_view label : split(domain, '.')) labels.emplace_back(label);
  return dns::Name::from_labels(labels);
}

/// One run of check_host(), with what its terms share. Its coroutines take references to members and into the frames of
/// those that await them at once.
class Evaluator {
 public:
  Evaluator(dns::Resolver& resolver, Session session, int void_limit)
      : resolver_(resolver), session_(std::move(session)), void_limit_(void_limit) {
    session_.client = unmapped(session_.client);
  }

  Task<Evaluation> evaluate(std::optional<dns::Name> domain) {
    evaluation_.result = co_await check(std::move(domain));
    if (evaluation_.result == Result::fail) evaluation_.explanation = co_await explain();
    co_return std::move(evaluation_);
  }

 private:
  /// check_host() itself, for the domain and for what its record leads to.
  Task<Result> check(std::optional<dns::Name> domain) {
    if (!domain || domain->label_count() < 2) co_return ended(Result::none, no_domain());
    const dns::Reply reply = co_await ask(*domain, dns::Type::txt);
    const Node node = read_record(*std::move(domain), reply);
    if (evaluation_.lookups > 0 && node.is_void) ++evaluation_.void_lookups;  // no term led to the first record
    if (auto fault = fault_of(node)) co_return ended(result_of(fault->kind), std::move(fault->why));
    co_return co_await check_terms(node);
  }

  /// The domain itself, or the target of a term.
  std::string no_domain() const {
    return fmt::format("{} no domain name of two labels or more", evaluation_.lookups == 0 ? "it is" : "a target is");
  }

  Task<Result> check_terms(const Node& node) {
    for (const std::size_t i : node.record->evaluation_order()) {
      const Term& term = node.record->terms[i];
      const Mechanism* mechanism = term.mechanism();
      if (!mechanism) co_return decided(co_await redirect(term, node.domain), node, term);
      switch (co_await match(term, node.domain)) {
        case Match::yes:
          co_return decided(matched(result_of(mechanism->qualifier), node), node, term);
        case Match::no:
          break;
        case Match::temperror:
          co_return decided(Result::temperror, node, term);
        case Match::permerror:
          co_return decided(Result::permerror, node, term);
      }
    }
    co_return Result::neutral;  // RFC 7208, section 4.7
  }

  /// Notes a term on the way to what decided; the innermost comes first.
  Result decided(Result result, const Node& node, const Term& term) {
    evaluation_.path.insert(evaluation_.path.begin(), {node.domain, term.text});
    return result;
  }

  Result matched(Result result, const Node& node) {
    evaluation_.matched = true;
    explanation_.reset();
    // Of an included record's too, which the record that includes it overrides (RFC 7208, section 6.2).
    if (const Modifier* exp = node.record->explanation(); exp && result == Result::fail)
      explanation_ = Explanation{exp->value, node.domain};
    return result;
  }

  /// `outcome`, a Result or a Match, and why it came to that.
  template <class Outcome>
  Outcome ended(Outcome outcome, std::string reason) {
    evaluation_.reason = std::move(reason);
    return outcome;
  }
  Match unanswered_match(const dns::Failure& failure) { return ended(Match::temperror, unanswered(failure)); }

  static std::string unanswered(const dns::Failure& failure) {
    return fmt::format("no answer for {}: {}", dns::question_text(failure.question), dns::reason(failure.kind));
  }

  Task<dns::Reply> ask(dns::Name name, dns::Type type) {
    dns::Question question{std::move(name), type};
    return resolver_.ask(std::move(question));
  }

  /// Counts a term that queries DNS. False where that is one too many.
  bool charge() {
    if (++evaluation_.lookups <= lookup_limit) return true;
    evaluation_.reason = fmt::format("more than {} terms query DNS", lookup_limit);
    return false;
  }

  /// A term whose query brought nothing.
  Match found_nothing() {
    if (++evaluation_.void_lookups <= void_limit_) return Match::no;
    if (void_limit_ == 0) return ended(Match::permerror, "a lookup came back empty");
    return ended(Match::permerror,
                 fmt::format("more than {} came back empty", counted(static_cast<std::size_t>(void_limit_), "lookup")));
  }

  /// RFC 7208, section 6.1: a target without a record is a permerror here.
  Task<Result> redirect(const Term& term, const dns::Name& domain) {
    if (!charge()) co_return Result::permerror;
    const Result result = co_await check(co_await target(term, domain));
    co_return result == Result::none ? Result::permerror : result;
  }

  Task<Match> match(const Term& term, const dns::Name& domain) {
    const Mechanism& mechanism = *term.mechanism();
    if (mechanism.kind == Mechanism::Kind::all) co_return Match::yes;
    if (mechanism.network) co_return mechanism.network->contains(session_.client) ? Match::yes : Match::no;
    if (!charge()) co_return Match::permerror;
    std::optional<dns::Name> name = co_await target(term, domain);
    if (mechanism.kind == Mechanism::Kind::include) co_return co_await match_include(std::move(name));
    if (!name) co_return Match::no;  // a name that cannot exist matches nothing
    if (mechanism.kind == Mechanism::Kind::mx) co_return co_await match_mx(*std::move(name), mechanism);
    if (mechanism.kind == Mechanism::Kind::ptr) co_return co_await match_ptr(*std::move(name));
    co_return co_await match_address(*std::move(name), mechanism);
  }

  Task<Match> match_include(std::optional<dns::Name> name) {
    const Match match = match_of(co_await check(std::move(name)));
    if (match == Match::no) {  // what decided there decides nothing here
      evaluation_.path.clear();
      evaluation_.matched = false;
    }
    co_return match;
  }

  dns::Type address_type() const { return session_.client.family == Family::ipv4 ? dns::Type::a : dns::Type::aaaa; }

  /// `a`, and `exists`, which asks for A whatever the client's family (RFC 7208, section 5.7).
  Task<Match> match_address(dns::Name name, const Mechanism& mechanism) {
    const bool exists = mechanism.kind == Mechanism::Kind::exists;
    const dns::Reply reply = co_await ask(std::move(name), exists ? dns::Type::a : address_type());
    if (!reply) co_return unanswered_match(reply.error());
    if (reply->empty()) co_return found_nothing();
    co_return exists || holds(reply->records, session_.client, mechanism) ? Match::yes : Match::no;
  }

  /// The exchanges' addresses are asked for at once and compared by preference, as if in turn: an error behind the one
  /// that matches does not count. Those that are missing are no void lookups, which are counted by terms.
  Task<Match> match_mx(dns::Name name, const Mechanism& mechanism) {
    const dns::Reply reply = co_await ask(std::move(name), dns::Type::mx);
    if (!reply) co_return unanswered_match(reply.error());
    if (reply->empty()) co_return found_nothing();
    if (reply->records.size() > mx_exchange_limit)
      co_return ended(Match::permerror, fmt::format("more than {} exchanges", mx_exchange_limit));
    for (const dns::Reply& host : co_await ask_hosts(exchanges_of(reply->records))) {
      if (!host) co_return unanswered_match(host.error());
      if (holds(host->records, session_.client, mechanism)) co_return Match::yes;
    }
    co_return Match::no;
  }

  /// The addresses of each host, in the client's family.
  Task<std::vector<dns::Reply>> ask_hosts(std::vector<dns::Name> hosts) {
    std::vector<Task<dns::Reply>> work;
    for (dns::Name& host : hosts) work.push_back(ask(std::move(host), address_type()));
    co_return co_await dns::all(std::move(work));
  }

  /// RFC 7208, section 5.5, with the relation of the names put right (erratum 4751).
  Task<Match> match_ptr(dns::Name name) {
    co_await reverse();
    if (reverse_->is_void) co_return found_nothing();
    const bool matches =
        std::ranges::any_of(reverse_->validated, [&](const dns::Name& valid) { return valid.is_at_or_below(name); });
    co_return matches ? Match::yes : Match::no;
  }

  /// Asked for once, however many terms need it.
  Task<void> reverse() {
    if (!reverse_) reverse_ = co_await reverse_mapping(resolver_, session_.client);
  }

  /// The name that a term is about. Nothing where its macros make none.
  Task<std::optional<dns::Name>> target(const Term& term, const dns::Name& domain) {
    const MacroString* spec = term.domain_spec();
    if (!spec) co_return domain;
    const auto text = co_await expand(*spec, domain);
    co_return text ? queried_name(*text) : std::nullopt;
  }

  Task<std::optional<std::string>> expand(const MacroString& string, const dns::Name& domain) {
    if (string.uses('p')) co_await reverse();
    co_return expanded(string, [&](char letter) {
      if (letter == 'd') return macro_value(domain);
      if (letter == 'p') return reverse_->name_for(domain);
      return session_value(session_, letter);
    });
  }

  /// RFC 7208, section 6.2: whatever is at fault with it, there is then none.
  Task<std::optional<std::string>> explain() {
    if (!explanation_) co_return std::nullopt;
    const auto target = co_await expand(explanation_->target, explanation_->domain);
    std::optional<dns::Name> name = target ? queried_name(*target) : std::nullopt;
    if (!name) co_return std::nullopt;
    const dns::Reply reply = co_await ask(*std::move(name), dns::Type::txt);
    if (!reply || reply->records.size() != 1) co_return std::nullopt;
    const auto* txt = std::get_if<dns::Txt>(&reply->records.front().rdata);
    if (!txt) co_return std::nullopt;
    const auto text = parse_explanation(txt->joined());
    if (!text) co_return std::nullopt;
    co_return co_await expand(*text, explanation_->domain);
  }

  struct Explanation {
    MacroString target;
    dns::Name domain;  ///< in whose record it stands
  };

  dns::Resolver& resolver_;
  Session session_;
  int void_limit_;
  Evaluation evaluation_;
  std::optional<Explanation> explanation_;  ///< of the record whose term made it fail last
  std::optional<ReverseMapping> reverse_;
};

}  // namespace

std::string_view result_text(Evaluation::Result result) {
  switch (result) {
    case Result::none:
      return "none";
    case Result::neutral:
      return "neutral";
    case Result::pass:
      return "pass";
    case Result::fail:
      return "fail";
    case Result::softfail:
      return "softfail";
    case Result::temperror:
      return "temperror";
    case Result::permerror:
      return "permerror";
  }
  return "";
}

Task<Evaluation> check_host(dns::Resolver& resolver, Session session, std::string domain, int void_limit) {
  Evaluator evaluator(resolver, std::move(session), void_limit);
  co_return co_await evaluator.evaluate(checked_name(domain));
}

}  // namespace mailready::spf
