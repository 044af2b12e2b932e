#include "base/shared_text.h"

#include <cstring>
#include <functional>
#include <new>

namespace mailready {

SharedText::SharedText(std::string_view text) {
  if (text.empty()) return;
  void* memory = ::operator new(sizeof(Block) + text.size());
  block_ = new (memory) Block{.owners = 1, .hash = std::hash<std::string_view>{}(text), .size = text.size()};
  std::memcpy(block_ + 1, text.data(), text.size());
}

void SharedText::free() { ::operator delete(block_); }

}  // namespace mailready
