#include "dns/stored.h"

namespace mailready::dns {

Task<Reply> StoredResolver::ask(Question question) {
  if (const auto found = replies_.find(question); found != replies_.end()) co_return found->second;
  co_return Failure{.kind = Failure::Kind::offline, .question = std::move(question), .detail = "was not asked before"};
}

}  // namespace mailready::dns
