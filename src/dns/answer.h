// What a question gets: an answer, or the reason why there is none.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "dns/record.h"

namespace mailready::dns {

enum class Rcode : std::uint8_t { noerror = 0, formerr = 1, servfail = 2, nxdomain = 3, notimp = 4, refused = 5 };

/// The zone cut that a server or a zone file points at in place of an answer.
struct Referral {
  Name zone;                    ///< the delegated zone
  std::vector<Record> servers;  ///< its NS records
  std::vector<Record> glue;     ///< addresses given beside them
  bool operator==(const Referral&) const = default;
};

/// A usable answer, positive or negative: NXDOMAIN and NODATA are answers, not failures (RFC 2308, section 2).
struct Answer {
  Question question;
  Rcode rcode = Rcode::noerror;        ///< noerror or nxdomain
  std::vector<Record> records{};       ///< of the type asked for, owned by the last name of the alias chain
  std::vector<Record> aliases{};       ///< the CNAME records followed, in order; empty where the name is no alias
  std::optional<Record> soa{};         ///< of a negative answer
  std::optional<Referral> referral{};  ///< zone-file layers only: the name lies below a delegation, ask elsewhere
  std::string server{};                ///< who answered: "192.0.2.53:53", or the zone file's path
  bool truncated = false;              ///< the UDP answer was cut, and TCP completed it
  bool authoritative = false;          ///< AA, or read from a zone file: TTLs are exact
  bool authentic = false;              ///< AD

  /// The name that was asked for, or that its aliases lead to, does not exist.
  bool nxdomain() const { return rcode == Rcode::nxdomain; }
  bool empty() const { return records.empty(); }
  /// The name at the end of the alias chain.
  const Name& final_name() const {
    return aliases.empty() ? question.name : std::get<Cname>(aliases.back().rdata).target;
  }
  bool operator==(const Answer&) const = default;
};

/// Why a question got no usable answer.
struct Failure {
  enum class Kind {
    timed_out,        ///< nobody answered in time
    unreachable,      ///< no server could be reached
    refused,          ///< REFUSED
    server_failed,    ///< SERVFAIL
    not_implemented,  ///< NOTIMP
    malformed,        ///< broken messages only
    lame,             ///< a referral, or an alias chain that loops or is too long
    offline,          ///< outside the zones or the recording, and no network allowed
    budget,           ///< the domain's query budget is used up
  };
  Kind kind = Kind::timed_out;
  Question question{};            ///< what could not be asked
  std::string server{};           ///< who failed to answer, if one did
  std::string detail{};           ///< for people; never parsed
  std::vector<Record> aliases{};  ///< those that were followed before it failed
  bool operator==(const Failure&) const = default;
};

/// The stable word for reports: "timeout", "unreachable", "refused", "servfail", "notimp", "malformed", "lame",
/// "offline", "query-limit".
std::string_view reason(Failure::Kind kind);

/// An answer, or the failure in its place. A handle: copies share what they hold, which never changes.
class [[nodiscard]] Reply {
 public:
  Reply(Answer answer) : outcome_(std::make_shared<const Outcome>(std::move(answer))) {}
  Reply(Failure failure) : outcome_(std::make_shared<const Outcome>(std::move(failure))) {}

  explicit operator bool() const { return bool(*outcome_); }
  const Answer& operator*() const { return **outcome_; }
  const Answer* operator->() const { return &**outcome_; }
  /// Precondition: holds a failure.
  const Failure& error() const { return outcome_->error(); }
  /// The aliases that were followed, whatever came at their end.
  const std::vector<Record>& aliases() const { return *outcome_ ? (*outcome_)->aliases : error().aliases; }

  /// Whether the run's cache gave it, without a query of its own.
  bool cached() const { return cached_; }
  Reply as_cached() const {
    Reply reply = *this;
    reply.cached_ = true;
    return reply;
  }

  /// Whether they say the same, wherever they come from.
  bool operator==(const Reply& other) const { return *outcome_ == *other.outcome_; }

 private:
  using Outcome = Result<Answer, Failure>;
  std::shared_ptr<const Outcome> outcome_;
  bool cached_ = false;
};

/// One question and what came of it.
struct Asked {
  Question question;
  Reply reply;
  std::chrono::system_clock::time_point time;  ///< of the reply
};

/// What a domain publishes, as far as is known: a value, nothing, or unknown with the reason. One never stands for
/// another: a time-out must not read as "no SPF record".
template <class T>
class Fact {
 public:
  Fact() = default;  ///< absent
  Fact(T value) : state_(std::in_place_index<1>, std::move(value)) {}
  Fact(Failure failure) : state_(std::in_place_index<2>, std::move(failure)) {}

  bool absent() const { return state_.index() == 0; }
  bool present() const { return state_.index() == 1; }
  bool unknown() const { return state_.index() == 2; }
  explicit operator bool() const { return present(); }

  const T& operator*() const { return *std::get_if<1>(&state_); }
  T& operator*() { return *std::get_if<1>(&state_); }
  const T* operator->() const { return std::get_if<1>(&state_); }
  T* operator->() { return std::get_if<1>(&state_); }
  const Failure& failure() const { return *std::get_if<2>(&state_); }

  bool operator==(const Fact&) const = default;

 private:
  std::variant<std::monostate, T, Failure> state_;
};

}  // namespace mailready::dns
