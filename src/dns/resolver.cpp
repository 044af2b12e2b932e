#include "dns/resolver.h"

#include <utility>

#include "dns/async.h"

namespace mailready::dns {

Task<std::vector<Reply>> ask_all(Resolver& resolver, std::vector<Question> questions) {
  std::vector<Task<Reply>> work;
  work.reserve(questions.size());
  for (Question& question : questions) work.push_back(resolver.ask(std::move(question)));
  co_return co_await all(std::move(work));
}

}  // namespace mailready::dns
