// Replies kept for a time, in bounded memory.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dns/answer.h"

namespace mailready::dns {

/// Forgets what has expired when it is asked for, and what is needed least when there is no room. A long list asks for
/// most names once, and for those of providers again and again. So a reply is a newcomer until it is found: there is
/// room for few, the oldest goes first. What was found stays, or what comes again soon after it was forgotten, until it
/// is the one used longest ago (the 2Q of Johnson and Shasha, 1994).
class ReplyStore {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  struct Room {
    std::size_t entries = 0;    ///< newcomers included
    std::size_t newcomers = 0;  ///< at most
    std::size_t octets = 0;     ///< of all entries
  };
  explicit ReplyStore(Room room);

  /// Null where nothing is kept that is good at `now`. Valid until the next call.
  const Reply* find(const Question& question, TimePoint now);
  /// Keeps a reply that is good until just before `expiry`, in place of an earlier one. One larger than all the room
  /// there is does not stay.
  void keep(const Question& question, Reply reply, TimePoint expiry);

  std::size_t size() const { return entries_.size(); }
  /// About what the entries take, of the same order as the memory itself.
  std::size_t octets() const { return octets_; }

 private:
  struct Entry {
    Reply reply;
    TimePoint expiry;
    std::size_t octets;
    bool is_newcomer;
    std::pair<const Question, Entry>* before = nullptr;  // in its queue
    std::pair<const Question, Entry>* behind = nullptr;
  };
  using Entries = std::unordered_map<Question, Entry>;

  /// Entries in the order in which they go, the last first.
  class Queue {
   public:
    std::size_t size() const { return size_; }
    /// Precondition: not empty.
    Entries::value_type& last() const { return *last_; }
    void push_front(Entries::value_type& entry);
    void remove(Entries::value_type& entry);

   private:
    Entries::value_type *first_ = nullptr, *last_ = nullptr;
    std::size_t size_ = 0;
  };

  Queue& queue_of(const Entry& entry) { return entry.is_newcomer ? newcomers_ : regulars_; }
  void make_room();
  void forget(Entries::value_type& entry);
  bool has_trace(const Question& question) const;
  void leave_trace(const Question& question);
  std::size_t place_of(const Question& question) const;

  Room room_;
  std::size_t octets_ = 0;
  Entries entries_;
  Queue newcomers_;                    // latest first
  Queue regulars_;                     // most recently used first
  std::vector<std::uint32_t> traces_;  // of newcomers that were forgotten, by the hash of their questions
};

}  // namespace mailready::dns
