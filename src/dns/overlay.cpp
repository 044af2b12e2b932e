#include "dns/overlay.h"

#include <optional>
#include <utility>

#include "dns/alias.h"

namespace mailready::dns {

namespace {

/// Steps along the aliases of `part`, an answer from outside the zones, until one leads into a zone. Whether one did;
/// nothing where the chain loops or is too long.
std::optional<bool> follow_into(const ZoneResolver& zones, AliasChain& chain, const Answer& part) {
  for (const Record& alias : part.aliases) {
    if (!chain.follow(alias)) return std::nullopt;
    if (zones.covers({chain.end(), part.question.type})) return true;
  }
  return false;
}

/// Steps along the aliases of `part`, an answer of the zones. Whether they lead out; nothing as above.
std::optional<bool> follow_out(const ZoneResolver& zones, AliasChain& chain, const Answer& part) {
  for (const Record& alias : part.aliases)
    if (!chain.follow(alias)) return std::nullopt;
  return !zones.covers({chain.end(), part.question.type});
}

/// A failure at the end of `chain`, which may itself have followed more aliases.
Failure behind(const AliasChain& chain, Failure failure) {
  failure.aliases.insert(failure.aliases.begin(), chain.aliases().begin(), chain.aliases().end());
  return failure;
}

}  // namespace

/// Asks whoever is to be asked for this very name.
Task<Reply> Overlay::ask_one(Question question) {
  if (zones_.covers(question)) co_return zones_.answer(question);
  if (rest_) co_return co_await rest_->ask(std::move(question));
  co_return Failure{Failure::Kind::offline, std::move(question), "", "outside the zone files, and no network allowed"};
}

Task<Reply> Overlay::ask(Question question) {
  AliasChain chain(question);
  bool exact = true, authentic = true;
  for (;;) {
    Question next{chain.end(), question.type};
    const bool in_zone = zones_.covers(next);
    const Reply reply = co_await ask_one(std::move(next));
    if (!reply) co_return behind(chain, reply.error());
    exact = exact && reply->authoritative;
    authentic = authentic && reply->authentic;
    const auto goes_on = in_zone ? follow_out(zones_, chain, *reply) : follow_into(zones_, chain, *reply);
    if (!goes_on) co_return chain.failure(reply->server);
    if (*goes_on) continue;
    // What the last part says holds for the whole; TTLs are exact and signatures checked only if they are throughout.
    Answer whole = *reply;
    whole.question = std::move(question);
    whole.aliases = chain.aliases();
    if (whole.nxdomain() && zones_.exists(chain.end())) whole.rcode = Rcode::noerror;
    whole.authoritative = exact;
    whole.authentic = authentic;
    co_return reply.cached() ? Reply(std::move(whole)).as_cached() : Reply(std::move(whole));
  }
}

}  // namespace mailready::dns
