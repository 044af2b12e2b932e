// Replies kept for a time, in bounded memory.
#pragma once
#include <chrono>
#include <cstddef>
#include <list>
#include <unordered_map>

#include "dns/answer.h"

namespace mailready::dns {

/// Forgets what has expired when it is asked for, and what was used longest ago when there is no room.
class ReplyStore {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  ReplyStore(std::size_t max_entries, std::size_t max_octets);

  /// Null where nothing is kept that is good at `now`. Valid until the next call.
  const Reply* find(const Question& question, TimePoint now);
  /// Keeps a reply that is good until just before `expiry`, in place of an earlier one. One larger than all the room
  /// there is does not stay.
  void keep(const Question& question, Reply reply, TimePoint expiry);

  std::size_t size() const { return index_.size(); }
  /// About what the entries take, of the same order as the memory itself.
  std::size_t octets() const { return octets_; }

 private:
  struct Entry {
    Question question;
    Reply reply;
    TimePoint expiry;
    std::size_t octets;
  };
  using Entries = std::list<Entry>;

  void forget(Entries::iterator entry);

  std::size_t max_entries_, max_octets_;
  std::size_t octets_ = 0;
  Entries entries_;  // most recently used first
  std::unordered_map<Question, Entries::iterator> index_;
};

}  // namespace mailready::dns
