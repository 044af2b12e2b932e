// The chain of aliases that stands between a question and its answer, bounded the same way wherever it is followed.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "dns/answer.h"

namespace mailready::dns {

/// The most aliases that are followed for one question, as common resolvers do (RFC 1034, section 3.6.2 asks to
/// follow chains and to signal loops, and leaves the bound to the implementation).
constexpr std::size_t longest_alias_chain = 16;

class AliasChain {
 public:
  explicit AliasChain(Question question) : question_(std::move(question)) {}

  /// Steps on to the target of `alias`, a CNAME record owned by `end()`. False, and no step, where that would loop or
  /// make the chain too long.
  bool follow(Record alias);

  /// The name that the chain has led to.
  const Name& end() const { return aliases_.empty() ? question_.name : target(aliases_.back()); }
  const std::vector<Record>& aliases() const { return aliases_; }

  /// The question and the aliases, when the chain has done its work.
  std::pair<Question, std::vector<Record>> taken_apart() && { return {std::move(question_), std::move(aliases_)}; }

  /// Why the last `follow` refused, as the outcome of the question.
  Failure failure(const std::string& server) const;

 private:
  static const Name& target(const Record& alias) { return std::get<Cname>(alias.rdata).target; }

  Question question_;
  std::vector<Record> aliases_;
};

}  // namespace mailready::dns
