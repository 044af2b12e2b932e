// Reads what DNS messages are made of (RFC 1035, section 4.1). Everything it reads is hostile.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dns/record.h"

namespace mailready::dns {

/// Reads a message, or the data of a record in it, from front to back and never past its end. A read that fails gives
/// zero, nothing or the root, and so do all that follow: so ask once, behind the last, whether it was `ok()`.
class WireReader {
 public:
  explicit WireReader(std::span<const std::uint8_t> message)
      : message_(message.data()), at_(message.data()), end_(message.data() + message.size()) {}

  bool ok() const { return ok_; }
  std::size_t offset() const { return static_cast<std::size_t>(at_ - message_); }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint8_t u8() { return has(1) ? *at_++ : std::uint8_t{}; }
  std::uint16_t u16();
  std::uint32_t u32();
  /// The next `size` octets, as they stand in the message.
  std::string_view octets(std::size_t size);
  /// A character-string (RFC 1035, section 3.3), without its length.
  std::string_view character_string() { return octets(u8()); }
  /// A name, which may be compressed (RFC 1035, section 4.1.4).
  Name name();

  /// A reader of the next `size` octets alone, which still follows the pointers in them to what stands before them.
  WireReader part(std::size_t size);
  /// Completes names that end in a pointer to `offset` from `known`, the name that was read there: most owners are
  /// nothing else. `known` outlives the reader and its parts.
  void remember(std::size_t offset, const Name& known);

 private:
  bool has(std::size_t size);
  void fail();
  bool is_at_pointer_to_known() const;

  const std::uint8_t* message_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  const Name* known_ = nullptr;
  std::size_t known_offset_ = 0;
  bool ok_ = true;
};

/// Reads the data of a record of class IN into `rdata`: false where it is not that of `type`, or is not used up by it.
/// The data of types without a value type is left as it is; only the target of DNAME comes uncompressed.
bool read_rdata(WireReader reader, Type type, Rdata& rdata);

/// A TTL with its highest bit set counts as zero (RFC 2181, section 8).
inline std::chrono::seconds ttl_of(std::uint32_t ttl) { return std::chrono::seconds(ttl > 0x7FFF'FFFF ? 0 : ttl); }

inline void WireReader::fail() {
  ok_ = false;
  at_ = end_;
}

inline bool WireReader::has(std::size_t size) {
  if (left() >= size) return true;
  fail();
  return false;
}

inline std::uint16_t WireReader::u16() {
  if (!has(2)) return 0;
  const std::uint8_t* octets = at_;
  at_ += 2;
  return static_cast<std::uint16_t>(octets[0] << 8 | octets[1]);
}

inline std::uint32_t WireReader::u32() {
  if (!has(4)) return 0;
  const std::uint8_t* octets = at_;
  at_ += 4;
  return std::uint32_t{octets[0]} << 24 | std::uint32_t{octets[1]} << 16 | std::uint32_t{octets[2]} << 8 | octets[3];
}

}  // namespace mailready::dns
