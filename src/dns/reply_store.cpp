#include "dns/reply_store.h"

#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mailready::dns {

ReplyStore::ReplyStore(std::size_t max_entries, std::size_t max_octets)
    : max_entries_(max_entries), max_octets_(max_octets) {}

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

const Reply* ReplyStore::find(const Question& question, TimePoint now) {
  const auto found = index_.find(question);
  if (found == index_.end()) return nullptr;
  const Entries::iterator entry = found->second;
  if (entry->expiry <= now) {
    forget(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return &entry->reply;
}

void ReplyStore::keep(const Question& question, Reply reply, TimePoint expiry) {
  if (const auto found = index_.find(question); found != index_.end()) forget(found->second);
  const std::size_t octets = octets_of(reply);
  if (octets > max_octets_) return;  // rather than push everything else out
  entries_.push_front({question, std::move(reply), expiry, octets});
  index_.emplace(question, entries_.begin());
  octets_ += octets;
  while (entries_.size() > max_entries_ || octets_ > max_octets_) forget(std::prev(entries_.end()));
}

void ReplyStore::forget(Entries::iterator entry) {
  octets_ -= entry->octets;
  index_.erase(entry->question);
  entries_.erase(entry);
}

}  // namespace mailready::dns
