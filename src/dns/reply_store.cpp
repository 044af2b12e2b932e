#include "dns/reply_store.h"

#include <bit>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mailready::dns {

ReplyStore::ReplyStore(Room room) : room_(room) {}

/// Tells questions apart that leave their traces at one place, for all but one in two billion.
static std::uint32_t fingerprint(const Question& question) {
  return static_cast<std::uint32_t>(std::hash<Question>{}(question) >> 32) | 1U;  // zero is no trace
}

/// What the data of a record holds beyond the record itself. Names are at most 255 octets and count with the record.
static std::size_t heap_octets(const Rdata& rdata) {
  if (const auto* opaque = std::get_if<Opaque>(&rdata)) return opaque->rdata.size();
  std::size_t octets = 0;
  if (const auto* txt = std::get_if<Txt>(&rdata))
    for (const std::string& text : txt->strings) octets += sizeof(std::string) + text.size();
  return octets;
}

static std::size_t octets_of(const std::vector<Record>& records) {
  constexpr std::size_t names = 64;  // an owner and a target, as they commonly are
  std::size_t octets = 0;
  for (const Record& record : records) octets += sizeof(Record) + names + heap_octets(record.rdata);
  return octets;
}

static std::size_t octets_of(const Reply& reply) {
  constexpr std::size_t bookkeeping = 256;  // the nodes of list and index, and the question in both
  const std::size_t base = sizeof(Reply) + bookkeeping;
  return reply ? base + octets_of(reply->records) + octets_of(reply->aliases) : base + reply.error().detail.size();
}

void ReplyStore::Queue::push_front(Entries::value_type& entry) {
  entry.second.before = nullptr;
  entry.second.behind = first_;
  (first_ ? first_->second.before : last_) = &entry;
  first_ = &entry;
  ++size_;
}

void ReplyStore::Queue::remove(Entries::value_type& entry) {
  const auto [before, behind] = std::pair(entry.second.before, entry.second.behind);
  (before ? before->second.behind : first_) = behind;
  (behind ? behind->second.before : last_) = before;
  --size_;
}

const Reply* ReplyStore::find(const Question& question, TimePoint now) {
  const auto found = entries_.find(question);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  if (entry.expiry <= now) {
    forget(*found);
    return nullptr;
  }
  queue_of(entry).remove(*found);
  entry.is_newcomer = false;
  regulars_.push_front(*found);
  return &entry.reply;
}

void ReplyStore::keep(const Question& question, Reply reply, TimePoint expiry) {
  if (const auto found = entries_.find(question); found != entries_.end()) forget(*found);
  const std::size_t octets = octets_of(reply);
  if (octets > room_.octets) return;  // rather than push everything else out
  Entry entry{.reply = std::move(reply), .expiry = expiry, .octets = octets, .is_newcomer = !has_trace(question)};
  auto& kept = *entries_.emplace(question, std::move(entry)).first;
  queue_of(kept.second).push_front(kept);
  octets_ += octets;
  make_room();
}

void ReplyStore::make_room() {
  while (newcomers_.size() > room_.newcomers || size() > room_.entries || octets_ > room_.octets) {
    const bool are_many = newcomers_.size() > room_.newcomers || octets_ > room_.octets;
    const bool from_newcomers = regulars_.size() == 0 || (are_many && newcomers_.size() > 0);
    auto& last = (from_newcomers ? newcomers_ : regulars_).last();
    if (from_newcomers) leave_trace(last.first);
    forget(last);
  }
}

void ReplyStore::forget(Entries::value_type& entry) {
  octets_ -= entry.second.octets;
  queue_of(entry.second).remove(entry);
  entries_.erase(Question(entry.first));  // a copy: the entry's own goes with it
}

bool ReplyStore::has_trace(const Question& question) const {
  return !traces_.empty() && traces_[place_of(question)] == fingerprint(question);
}

/// Two questions may share a place; who comes later wipes out the earlier one's trace.
void ReplyStore::leave_trace(const Question& question) {
  if (traces_.empty()) traces_.resize(std::bit_ceil(2 * room_.entries));
  traces_[place_of(question)] = fingerprint(question);
}

std::size_t ReplyStore::place_of(const Question& question) const {
  return std::hash<Question>{}(question) & (traces_.size() - 1);
}

}  // namespace mailready::dns
