// A text that never changes, and is copied often.
#pragma once
#include <cstddef>
#include <string_view>
#include <utility>

namespace mailready {

/// Copies share the octets, and their hash is known: to copy, compare and look up costs the same for any length. Copies
/// stay in one thread: they are counted without a lock. The empty text holds nothing.
class SharedText {
 public:
  SharedText() = default;
  explicit SharedText(std::string_view text);
  SharedText(const SharedText& other) noexcept : block_(other.block_) {
    if (block_) ++block_->owners;
  }
  SharedText(SharedText&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SharedText& operator=(SharedText other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedText() {
    if (block_ && --block_->owners == 0) free();
  }

  bool empty() const { return !block_; }
  std::size_t size() const { return block_ ? block_->size : 0; }
  std::string_view view() const { return block_ ? std::string_view(block_->octets(), block_->size) : ""; }
  std::size_t hash() const { return block_ ? block_->hash : 0; }

  bool operator==(const SharedText& other) const {
    return block_ == other.block_ || (hash() == other.hash() && view() == other.view());
  }

 private:
  /// The octets stand behind it.
  struct Block {
    std::size_t owners, hash, size;
    const char* octets() const { return reinterpret_cast<const char*>(this + 1); }
  };
  void free();

  Block* block_ = nullptr;
};

}  // namespace mailready
