// The run's cache: what one domain's survey has learnt, every other one knows.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <unordered_map>

#include "dns/reply_store.h"
#include "dns/resolver.h"

namespace mailready::dns {

struct CacheLimits {
  std::size_t max_entries = 32'768;                ///< what many domains share
  std::size_t max_newcomers = 256;                 ///< of these, what nobody has asked for again
  std::size_t max_octets = std::size_t{32} << 20;  ///< of all entries, roughly
  std::chrono::seconds failure_time{30};           ///< how long a failure is kept, so that a dead name is not asked for
                                                   ///< again and again by a run that meets it in many domains
};

/// One flight a question: who asks while it is under way shares it, and takes it over should whoever flies it be let go
/// of. Answers, positive and negative, are kept for as long as their TTLs allow (RFC 2308, section 5: a negative one
/// without SOA is not kept); their TTLs stay as they were heard. `cached` is set on an answer that came without a query
/// of its own, from a shared flight too.
class Cache final : public Resolver {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `inner` outlives the cache, and the cache whoever asks it.
  explicit Cache(Resolver& inner, CacheLimits limits = {}, Clock now = std::chrono::steady_clock::now);

  Task<Reply> ask(Question question) override;

  std::size_t size() const { return store_.size(); }

 private:
  class Flight;
  struct Seat;

  Task<Reply> fly(Question question);
  Task<Reply> board(Question question);
  void keep(const Question& question, const Reply& reply);
  std::chrono::seconds lifetime(const Reply& reply) const;

  Resolver& inner_;
  CacheLimits limits_;
  Clock now_;
  ReplyStore store_;
  std::unordered_map<Question, Flight*> flights_;  // those under way
};

}  // namespace mailready::dns
