// A Resolver that answers from a list of records written down in the test.
#pragma once
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dns/loop.h"
#include "dns/resolver.h"

namespace mailready::test {

/// A domain name that a test writes down; throws where it is none.
inline dns::Name name(std::string_view text) {
  const auto parsed = dns::Name::parse(text);
  if (!parsed) throw std::invalid_argument("no domain name: " + std::string(text));
  return *parsed;
}

/// A record: {"acme.example", "MX", "10 mx1.acme.example"}. Types: A, AAAA, CNAME, MX, NS, PTR, SOA ("PRIMARY MAILBOX",
/// numbers left out), SPF, TLSA (raw octets), TXT. The data of TXT and SPF is the raw text, cut into strings of 255
/// octets.
struct FakeRecord {
  std::string owner, type, data;
  std::chrono::seconds ttl{3600};
};

/// Follows aliases and answers NXDOMAIN for a name that is not listed and has none listed below it. Each answer comes
/// only after the event loop had a turn, so that questions asked at once do overlap.
class FakeResolver final : public dns::Resolver {
 public:
  FakeResolver() = default;
  FakeResolver(std::initializer_list<FakeRecord> records) {
    for (const FakeRecord& record : records) add(record);
  }

  bool authoritative = false;  ///< whether answers say so: their TTLs are then exact

  void add(const FakeRecord& record) {
    const auto type = type_of(record.type);
    records_.push_back(
        {.owner = name(record.owner), .type = type, .ttl = record.ttl, .rdata = rdata(type, record.data)});
  }

  /// From now on, `owner` gets no answer for `type`.
  void fail(std::string_view owner, std::string_view type, dns::Failure::Kind kind = dns::Failure::Kind::timed_out) {
    failures_[{name(owner), type_of(type)}] = kind;
  }

  dns::Task<dns::Reply> ask(dns::Question question) override {
    asked_.push_back(question);
    most_at_once_ = std::max(most_at_once_, ++under_way_);
    co_await dns::next_turn{};
    --under_way_;
    co_return answer(question);
  }

  /// Every question, in the order asked; one that was asked twice is there twice.
  const std::vector<dns::Question>& asked() const { return asked_; }
  std::size_t times_asked(std::string_view owner, std::string_view type) const {
    const dns::Question question{name(owner), type_of(type)};
    return static_cast<std::size_t>(std::count(asked_.begin(), asked_.end(), question));
  }
  /// How many questions were under way at one time, at the most.
  std::size_t most_at_once() const { return most_at_once_; }

 private:
  static dns::Type type_of(std::string_view text) {
    using dns::Type;
    for (const Type type :
         {Type::a, Type::ns, Type::cname, Type::soa, Type::ptr, Type::mx, Type::txt, Type::aaaa, Type::tlsa})
      if (dns::type_name(type) == text) return type;
    if (text == "SPF") return Type::spf;
    throw std::invalid_argument("unknown type: " + std::string(text));
  }

  static IpAddress address(const std::string& text) {
    const auto parsed = IpAddress::parse(text);
    if (!parsed) throw std::invalid_argument("no address: " + text);
    return *parsed;
  }

  static dns::Rdata rdata(dns::Type type, const std::string& data) {
    std::istringstream words(data);
    switch (type) {
      case dns::Type::a:
        return dns::A{address(data)};
      case dns::Type::aaaa:
        return dns::Aaaa{address(data)};
      case dns::Type::cname:
        return dns::Cname{name(data)};
      case dns::Type::ns:
        return dns::Ns{name(data)};
      case dns::Type::ptr:
        return dns::Ptr{name(data)};
      case dns::Type::mx: {
        int preference = 0;
        std::string exchange;
        words >> preference >> exchange;
        return dns::Mx{static_cast<std::uint16_t>(preference), exchange == "." ? dns::Name() : name(exchange)};
      }
      case dns::Type::soa: {
        std::string primary, mailbox;
        words >> primary >> mailbox;
        dns::Soa soa;
        soa.primary = name(primary);
        soa.mailbox = name(mailbox);
        return soa;
      }
      case dns::Type::tlsa:
        return dns::Opaque{data};
      default:
        return text_rdata(data);
    }
  }

  static dns::Txt text_rdata(const std::string& data) {
    constexpr std::size_t longest = 255;  // RFC 1035, section 3.3
    dns::Txt txt;
    for (std::size_t at = 0; at < data.size(); at += longest) txt.strings.push_back(data.substr(at, longest));
    if (txt.strings.empty()) txt.strings.emplace_back();
    return txt;
  }

  dns::Reply failure(dns::Failure::Kind kind, const dns::Answer& so_far) const {
    dns::Failure failed;
    failed.kind = kind;
    failed.question = so_far.question;
    failed.server = "fake";
    failed.aliases = so_far.aliases;
    return failed;
  }

  dns::Reply answer(const dns::Question& question) const {
    constexpr std::size_t longest_chain = 8;
    dns::Answer found;
    found.question = question;
    found.server = "fake";
    found.authoritative = authoritative;
    while (found.aliases.size() <= longest_chain) {
      const dns::Name owner = found.final_name();
      if (const auto failed = failures_.find({owner, question.type}); failed != failures_.end())
        return failure(failed->second, found);
      found.records = records_at(owner, question.type);
      const auto aliases = records_at(owner, dns::Type::cname);
      if (found.records.empty() && !aliases.empty()) {
        found.aliases.push_back(aliases.front());
        continue;
      }
      if (!exists(owner)) found.rcode = dns::Rcode::nxdomain;
      if (found.records.empty()) found.soa = soa_above(owner);
      return found;
    }
    return failure(dns::Failure::Kind::lame, found);
  }

  std::vector<dns::Record> records_at(const dns::Name& owner, dns::Type type) const {
    std::vector<dns::Record> found;
    for (const dns::Record& record : records_)
      if (record.owner == owner && record.type == type) found.push_back(record);
    return found;
  }

  bool exists(const dns::Name& owner) const {
    return std::any_of(records_.begin(), records_.end(),
                       [&](const dns::Record& record) { return record.owner.is_at_or_below(owner); });
  }

  std::optional<dns::Record> soa_above(dns::Name owner) const {
    for (;; owner = owner.parent()) {
      if (const auto found = records_at(owner, dns::Type::soa); !found.empty()) return found.front();
      if (owner.is_root()) return std::nullopt;
    }
  }

  std::vector<dns::Record> records_;
  std::unordered_map<dns::Question, dns::Failure::Kind> failures_;
  std::vector<dns::Question> asked_;
  std::size_t under_way_ = 0, most_at_once_ = 0;
};

}  // namespace mailready::test
